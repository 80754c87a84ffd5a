// A picker asks while one types. Without script its button opens the page again with what was found.
const PAUSE_MS = 250;

for (const picker of document.querySelectorAll("[data-picker]")) {
  const words = picker.querySelector("input[type=search]");
  if (!words) continue;
  const found = picker.querySelector("[data-found]");
  const lost = picker.querySelector("[data-lost]");
  let pause, asked;

  async function ask() {
    clearTimeout(pause);
    asked?.abort();
    asked = new AbortController();
    const address = new URL(picker.dataset.picker, location.href);
    address.searchParams.set("q", words.value);
    address.searchParams.set("chosen", found.querySelector("input:checked")?.value ?? "");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      found.innerHTML = await answer.text();
      lost.hidden = true;
    } catch (error) {
      if (error.name !== "AbortError") lost.hidden = false;
    }
  }

  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, PAUSE_MS);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    ask();
  });
  picker.querySelector(".ask button").addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
}
