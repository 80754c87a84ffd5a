"""Style, scripts and icons: read once at the start, served under names that carry their hash.

A page marks an icon or a level's shape where it stands; the layout draws those, and no others, at its end.
So a fragment for htmx ends with `{{ sprite() }}` too.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup

from service.core.acts.problems import existing
from service.web import compression
from service.web.access import anyone

STATIC = Path(__file__).with_name("static")
PACKAGES = Path(__file__).resolve().parents[2] / "node_modules"
ICONS = PACKAGES / "lucide-static" / "icons"
CLASSIC = {"htmx": PACKAGES / "htmx.org" / "dist" / "htmx.min.js"}  # not modules: they set a global
FOREVER = "public, max-age=31536000, immutable"
BEST = 9  # done once, sent a thousand times
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    path: str  # below /static/
    body: bytes
    kind: str
    compressed: bytes

    @property
    def url(self) -> str:
        return f"/static/{self.path}"


class Assets:
    """What is served below /static/, by the name that templates use and by the path that browsers ask for."""

    def __init__(self) -> None:
        self.named: dict[str, Asset] = {}
        self.served: dict[str, Asset] = {}
        self._add("style.css", css().encode())
        self._add("mark.svg", (STATIC / "mark.svg").read_bytes())
        for name, file in {**{file.stem: file for file in (STATIC / "js").glob("*.js")}, **CLASSIC}.items():
            self._add(f"js/{name}.js", file.read_bytes())

    def _add(self, name: str, body: bytes) -> None:
        stem, ending = name.rsplit(".", 1)
        path = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        asset = Asset(path, body, KINDS[f".{ending}"], _compressed(body))
        self.named[name] = self.served[path] = asset


@cache
def _compressed(body: bytes) -> bytes:
    return compression.compressed(body, BEST)


def css(*names: str) -> str:
    """Return these parts of the stylesheet (`tokens`, `base`, …), or all, in the order of their numbers."""
    files = {file.stem.split("-", 1)[1]: file for file in sorted((STATIC / "css").glob("*.css"))}
    unknown = set(names) - set(files)
    if unknown:
        raise KeyError(f"no such part of the stylesheet: {', '.join(sorted(unknown))}")
    return minified("".join(file.read_text() for name, file in files.items() if not names or name in names))


def minified(text: str) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return re.sub(r"\s*([{};])\s*", r"\1", text).strip()


@cache
def inline_css(*names: str) -> tuple[Markup, str]:
    """Return parts of the stylesheet for a `<style>`, and their hash for `headers.allow_style`."""
    text = css(*names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"


def _asset(name: str) -> Asset:
    assets: Assets = current_app.extensions["assets"]
    return assets.named[name]


def stylesheet() -> Markup:
    return Markup('<link rel="stylesheet" href="{}">').format(_asset("style.css").url)


def module(name: str) -> Markup:
    """Return the script element of `static/js/<name>.js` or of a package in `CLASSIC`."""
    how = "defer" if name in CLASSIC else 'type="module"'
    return Markup('<script {} src="{}"></script>').format(Markup(how), _asset(f"js/{name}.js").url)


def asset_url(name: str) -> str:
    return _asset(name).url


def icon(name: str) -> Markup:
    """Draw an icon of lucide; a word stands beside it, or the link that holds it has a label."""
    _note(f"i-{name}")
    return _icon(name)


@cache
def _icon(name: str) -> Markup:
    return Markup('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


def shape(rank: int) -> Markup:
    """Draw the shape of a level: 1 (major) to 4 (low), 0 for not assessed."""
    _note(f"lv{rank}")
    return _shape(rank)


@cache
def _shape(rank: int) -> Markup:
    return Markup(
        '<svg class="shape" viewBox="0 0 24 24" aria-hidden="true"><use href="#lv{}"/></svg>'
    ).format(rank)


def _note(symbol: str) -> None:
    g.setdefault("symbols", {})[symbol] = None


def sprite() -> Markup:
    """Draw what this page marked; once, at the end of the body."""
    noted = list(g.pop("symbols", {}))
    has_shape = any(name.startswith("lv") for name in noted)
    hatches = Markup((STATIC / "shapes" / "hatches.svg").read_text()) if has_shape else ""
    drawn = Markup("").join(_symbol(name) for name in noted)
    return Markup('<svg class="sprite" aria-hidden="true" focusable="false">{}{}</svg>').format(
        hatches, drawn
    )


@cache
def _symbol(name: str) -> Markup:
    is_icon = name.startswith("i-")
    file = ICONS / f"{name[2:]}.svg" if is_icon else STATIC / "shapes" / f"{name}.svg"
    svg = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
    if svg is None:
        raise ValueError(f"{file} holds no drawing")
    drawing = Markup(re.sub(r"\s+", " ", svg[1]).strip())
    kind = Markup("") if is_icon else Markup(' class="shape"')
    return Markup('<symbol id="{}" viewBox="0 0 24 24"{}>{}</symbol>').format(name, kind, drawing)


def install(app: Flask) -> None:
    app.extensions["assets"] = assets = Assets()
    app.jinja_env.globals.update(
        stylesheet=stylesheet, module=module, asset_url=asset_url, icon=icon, shape=shape, sprite=sprite
    )

    @app.get("/static/<path:path>")
    @anyone
    def static(path: str) -> Response:
        asset = existing(assets.served.get(path))
        is_taken = compression.is_taken(request.headers.get("Accept-Encoding", ""))
        response = Response(asset.compressed if is_taken else asset.body, mimetype=asset.kind)
        if is_taken:
            response.content_encoding = "gzip"
        response.headers["Cache-Control"] = FOREVER
        return response
