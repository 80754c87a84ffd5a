// On a phone tabs are a strip that slides: bring the current one into it.
for (const strip of document.querySelectorAll(".tabs")) {
  const current = strip.querySelector("[aria-current]");
  if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
}
