// [data-change]: the change to give back, said while the sums are typed. The server computes it too.
const form = document.querySelector("[data-change]");
const said = form?.querySelector("[data-change-said]");

// Minor units of « 1 234,50 », or nothing.
const decimals = form?.dataset.currency === "XPF" ? 0 : 2;
function minor(typed) {
  const found = /^(\d{1,9})(?:[.,](\d{1,2}))?€?$/.exec(typed.replace(/\s/g, ""));
  return found ? Number(found[1] + (found[2] ?? "").padEnd(decimals, "0").slice(0, decimals)) : null;
}

function compute() {
  const given = minor(form.elements.given.value);
  const sums = [...form.querySelectorAll("[name^=amount_]")].map((input) => minor(input.value));
  const cash = form.elements.means.value === "cash";
  if (!cash || given === null || sums.includes(null)) { said.textContent = ""; return; }
  const change = given - sums.reduce((total, sum) => total + sum, 0);
  const words = new Intl.NumberFormat("fr-FR", { style: "currency", currency: form.dataset.currency })
    .format(Math.abs(change) / 10 ** decimals);
  said.textContent = change < 0 ? `Il manque ${words}` : `À rendre\u00a0: ${words}`;
}
form?.addEventListener("input", compute);
