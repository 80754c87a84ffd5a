// A form is sent once: its button rests after the first press, and wakes when the page is shown again.
const SENDING = "data-sending";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.hasAttribute(SENDING)) {
    event.preventDefault();
    return;
  }
  form.setAttribute(SENDING, "");
  event.submitter?.setAttribute("aria-busy", "true");
});

function wake(form) {
  form.removeAttribute(SENDING);
  for (const button of form.elements) button.removeAttribute("aria-busy");
}

addEventListener("pageshow", () => document.querySelectorAll(`form[${SENDING}]`).forEach(wake));
