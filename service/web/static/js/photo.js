// Show the photos that were chosen before they are sent, and say how many.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches('input[type="file"][data-shots]')) return;
  const shown = document.getElementById(input.dataset.shots);
  for (const old of shown.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  shown.replaceChildren(...[...input.files].map(figure));
  if (input.files.length) forgive(input);
});

// What was asked for is there: its field is no longer marked.
function forgive(input) {
  const field = input.closest(".is-bad");
  if (!field) return;
  field.classList.remove("is-bad");
  input.removeAttribute("aria-invalid");
  for (const sentence of field.querySelectorAll(".err")) sentence.remove();
}

function figure(file) {
  const made = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = file.name;
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = "";
    made.append(picture);
  }
  made.append(caption);
  return made;
}
