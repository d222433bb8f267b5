// [data-check-all]: checks every row's box of the form, or none, without loading the page again.

const link = document.querySelector("[data-check-all]");
const form = link?.closest("form");
const boxes = form ? [...form.elements].filter(({ type }) => type === "checkbox") : [];
const told = form?.querySelector("[data-checked]");

const count = () => boxes.filter(({ checked }) => checked).length;

const tell = () => {
  const checked = count();
  told.textContent = `${checked} cochée${checked > 1 ? "s" : ""}\u00a0:`;
  link.textContent = checked && checked === boxes.length ? "Tout décocher" : "Tout cocher";
};

if (boxes.length) {
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const every = count() < boxes.length;
    for (const box of boxes) box.checked = every;
    tell();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  addEventListener("pageshow", tell); // coming back shows the boxes as they were left
}
