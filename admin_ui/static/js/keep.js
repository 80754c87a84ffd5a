// What a phone sends stays in its page until the service has it: where the network is lost on the way, everything
// that was filled in is still there, and the button sends it again. Without script the form is sent as any other.
const MOST_MS = 90000;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-keep]")) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  const note = form.querySelector("[data-unsent]");
  note.hidden = true;
  rest(form, event.submitter, true);
  try {
    await send(form);
  } catch {
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
  }
  rest(form, event.submitter, false);
});

function rest(form, button, busy) {
  for (const one of [form, button]) {
    if (busy) one?.setAttribute("aria-busy", "true");
    else one?.removeAttribute("aria-busy");
  }
}

async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    signal: AbortSignal.timeout(MOST_MS),
  });
  if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
  if (answer.redirected) return location.assign(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  scrollTo(0, 0);
}
