// Shows and hides what carries data-show-if, as the server does; without it everything is shown.
// The attribute is {"match": "all"|"any", "tests": [{field, op, value}]}, `field` an input's name.

const fold = (text) => String(text).trim().toLowerCase();
const number = (text) => {
  const bare = String(text).replace(/\s/g, "").replace(/(€|euros?|eur|f|fcfp|xpf|cfp)$/i, "");
  const plain = bare.replace("−", "-").replace(",", ".");
  return plain !== "" && isFinite(plain) ? Number(plain) : null;
};
const day = (text) => {
  const parts = String(text).trim().split(/[\s./-]+/);
  if (parts.length !== 3 || parts.some((part) => !/^\d+$/.test(part))) return null;
  const [year, month, date] = parts[0].length === 4 ? parts : parts.reverse();
  return Number(year) * 10000 + Number(month) * 100 + Number(date);
};

/** What is typed or chosen under a name; what stands in a hidden part counts as nothing. */
function answer(form, name) {
  const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const chosen = inputs.filter(
    (input) => !input.closest("[hidden]") && (!["radio", "checkbox"].includes(input.type) || input.checked),
  );
  return chosen.map((input) => input.value).filter((value) => value.trim() !== "");
}

function compares(op, value, wanted) {
  for (const read of [number, day]) {
    const [left, right] = [read(value), read(wanted)];
    if (left !== null && right !== null) return op === "gt" ? left > right : left < right;
  }
  return false;
}

function meets(form, { field, op, value }) {
  const given = answer(form, field);
  const equal = () => given.some((one) => fold(one) === fold(value) || (number(one) !== null && number(one) === number(value)));
  switch (op) {
    case "empty": return given.length === 0;
    case "filled": return given.length > 0;
    case "is": return equal();
    case "is_not": return !equal();
    case "contains": return value !== "" && given.some((one) => fold(one).includes(fold(value)));
    default: return given.length > 0 && compares(op, given[0], value);
  }
}

function refresh(form) {
  // In the page's order: a condition only looks back, so one pass is enough.
  for (const shown of form.querySelectorAll("[data-show-if]")) {
    const { match, tests } = JSON.parse(shown.dataset.showIf);
    const met = tests.map((test) => meets(form, test));
    shown.hidden = !(match === "any" ? met.some(Boolean) : met.every(Boolean));
  }
}

for (const form of document.querySelectorAll("form")) {
  if (!form.querySelector("[data-show-if]")) continue;
  form.addEventListener("input", () => refresh(form));
  form.addEventListener("change", () => refresh(form));
  refresh(form);
}
