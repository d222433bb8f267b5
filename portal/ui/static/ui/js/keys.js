// The staff's keys: "/" searches, j and k move, Enter opens (the link has the focus), "?" lists;
// on a guide 1 to 9 choose an answer (data-choice) and Backspace goes back (data-back).

const dialog = document.querySelector("dialog[data-keys]");
const box = dialog?.querySelector("[data-keys-on]");
const remembered = "keys-off";

if (box) {
  for (const link of document.querySelectorAll("[data-keys-link]")) link.hidden = false;
  box.checked = localStorage.getItem(remembered) === null;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(remembered);
    else localStorage.setItem(remembered, "yes");
  });
}

const move = (step) => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[here + step];
  next?.querySelector("a, button")?.focus();
};

const actions = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => move(1),
  k: () => move(-1),
  "?": () => dialog?.showModal(),
  Backspace: () => document.querySelector("[data-back]")?.click(),
};
for (let digit = 1; digit <= 9; digit += 1) {
  actions[digit] = () => document.querySelectorAll("[data-choice]")[digit - 1]?.click();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
  // "?" answers even when the keys are off: it is where they are turned on again.
  if (!Object.hasOwn(actions, event.key) || (!box?.checked && event.key !== "?")) return;
  event.preventDefault();
  actions[event.key]();
});
