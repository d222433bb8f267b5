// Helps to choose a commune in the input that carries data-communes, the address that answers
// {"results": [{insee, name, department, postal_codes, formerly}]}.
// The INSEE code goes to the hidden input beside it; without this script the server looks words up.

import { Combobox } from "../ui/js/combobox.js";

const name = ({ name, department }) => `${name} (${department})`;
const counted = (number) => (number ? `${number} communes proposées` : "Aucune commune trouvée");

const help = (input) => {
  const code = input.form.elements.namedItem(`${input.name}__insee`);
  if (!code || code.type !== "hidden") return; // the server offers radio buttons
  const propose = async (words) => {
    const response = await fetch(`${input.dataset.communes}?q=${encodeURIComponent(words)}`);
    if (!response.ok) throw new Error(response.status);
    const { results } = await response.json();
    return results.map((commune) => ({ ...commune, label: [name(commune), commune.formerly].filter(Boolean).join(", ") }));
  };
  const choose = (commune) => {
    input.value = name(commune);
    code.value = commune.insee;
    code.dispatchEvent(new Event("change", { bubbles: true }));
  };
  input.addEventListener("input", () => (code.value = ""));
  const box = new Combobox(input, { name: "Communes", propose, counted, choose });
  // Quick fingers type before this script has come: they are answered all the same.
  if (document.activeElement === input && input.value && !code.value) box.typed();
};

for (const input of document.querySelectorAll("input[data-communes]")) help(input);
