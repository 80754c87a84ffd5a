// On a phone the navigation is a strip that slides: bring the current item into it.
for (const strip of document.querySelectorAll(".nav, .tabs")) {
  const current = strip.querySelector("[aria-current]");
  if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
}
