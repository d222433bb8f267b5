// select[data-filtered="label"]: a box above a long list that leaves only what holds its words.

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const filter = (select, options, typed) => {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  for (const [option, text] of options) {
    option.hidden = option.disabled = !words.every((word) => text.includes(word)) && option.value !== "";
  }
  for (const group of select.querySelectorAll("optgroup")) {
    group.hidden = [...group.children].every((option) => option.hidden);
  }
  const left = options.filter(([option]) => option.value && !option.hidden);
  if (left.length === 1) left[0][0].selected = true;
};

for (const select of document.querySelectorAll("select[data-filtered]")) {
  const options = [...select.options].map((option) => {
    const group = option.closest("optgroup")?.label ?? "";
    return [option, fold(`${option.label} ${group}`)];
  });
  const box = Object.assign(document.createElement("input"), {
    type: "search",
    autocomplete: "off",
    maxLength: 80,
    placeholder: select.dataset.filtered,
  });
  box.setAttribute("aria-label", select.dataset.filtered);
  box.addEventListener("input", () => filter(select, options, box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  select.before(box);
}
