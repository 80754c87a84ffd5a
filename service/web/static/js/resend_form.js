// What a phone sends stays in its page until the service has it: where the network is lost on the way, or the form is
// refused, everything that was filled in is still there, and the button sends it again. Without script the form is
// sent as any other.
const SILENCE_MS = 90000; // nothing sent and nothing come for so long: the network is lost, however slow it is

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-keep]")) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  tell(form, "");
  rest(form, true);
  const answer = await sent(form);
  rest(form, false);
  const page = answer?.response; // null where it is no page
  if (!answer) tell(form, "lost");
  else if (answer.responseURL !== form.action) location.assign(answer.responseURL);
  else if (page?.querySelector("[data-keep]")) show(page);
  else tell(form, answer.status >= 500 ? "failed" : "refused", page);
});

// The answer, or nothing where none came.
function sent(form) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch does not say how far it has come
    let patience;
    const wait = () => {
      clearTimeout(patience);
      patience = setTimeout(() => request.abort(), SILENCE_MS);
    };
    request.upload.onprogress = request.onprogress = wait;
    request.onloadend = () => {
      clearTimeout(patience);
      resolve(request.status ? request : undefined);
    };
    request.open("POST", form.action);
    request.responseType = "document";
    wait();
    request.send(new FormData(form));
  });
}

function rest(form, busy) {
  for (const one of [form, ...form.elements]) {
    if (!one.matches("form, button")) continue;
    if (busy) one.setAttribute("aria-busy", "true");
    else one.removeAttribute("aria-busy");
  }
}

function show(page) {
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  scrollTo(0, 0);
}

// Why it did not arrive; `data-said` selects what the answer's page says of it.
function tell(form, why, page) {
  const note = form.querySelector("[data-unsent]");
  for (const one of note.children) one.hidden = one.dataset.why !== why;
  for (const one of note.querySelectorAll("[data-said]")) {
    one.textContent = page?.querySelector(one.dataset.said)?.textContent.trim() ?? "";
    one.hidden = !one.textContent;
  }
  note.hidden = !why;
  if (why) note.scrollIntoView({ block: "center" });
}
