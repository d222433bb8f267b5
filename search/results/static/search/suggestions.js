// Proposes searches while one types in an input that carries data-suggestions, the address that
// answers {"results": ["…"]}; choosing one searches for it. Without this script one types the whole.

import { Combobox } from "../ui/js/combobox.js";

const counted = (number) => {
  if (number === 0) return "Aucune proposition";
  return number === 1 ? "1 proposition" : `${number} propositions`;
};

for (const input of document.querySelectorAll("input[data-suggestions]")) {
  const propose = async (words) => {
    const response = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(words)}`);
    return response.ok ? (await response.json()).results.map((label) => ({ label })) : [];
  };
  const choose = ({ label }) => {
    input.value = label;
    input.form.requestSubmit();
  };
  const box = new Combobox(input, { name: "Recherches proposées", propose, counted, choose, after: input.form });
  input.form.addEventListener("submit", () => box.close());
}
