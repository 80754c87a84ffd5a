// A form is sent once: its button rests after the first press. It wakes when the page is shown again, or after a
// while; sooner where the answer is a download, which leaves the page as it is.
const SENDING = "data-sending";
const A_WHILE_MS = 10000;
const DOWNLOAD_MS = 2000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.matches("[data-keep]")) return;
  if (form.hasAttribute(SENDING)) {
    event.preventDefault();
    return;
  }
  form.setAttribute(SENDING, "");
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => wake(form), form.matches("[data-download]") ? DOWNLOAD_MS : A_WHILE_MS);
});

function wake(form) {
  form.removeAttribute(SENDING);
  for (const button of form.elements) button.removeAttribute("aria-busy");
}

// After a sign-in, back to the form that was being filled in.
document.querySelector("form[data-at-once]")?.requestSubmit();

addEventListener("pageshow", () => document.querySelectorAll(`form[${SENDING}]`).forEach(wake));
