// [data-total="EUR"]: the sum of the invoices that are ticked, in minor units until it is written.
const total = document.querySelector("[data-total]");
if (total) {
  const amounts = JSON.parse(total.dataset.amounts);
  const euros = total.dataset.total === "EUR";
  const boxes = [...document.querySelectorAll("input[name=invoices]")];
  const write = () => {
    const sum = boxes.filter((box) => box.checked).reduce((all, box) => all + amounts[box.value], 0);
    const whole = String(euros ? Math.floor(sum / 100) : sum).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    const cents = euros ? `,${String(sum % 100).padStart(2, "0")}` : "";
    total.textContent = `${whole}${cents}\u00a0${euros ? "€" : "F\u00a0CFP"}`;
  };
  document.querySelector("[data-without-script]")?.remove();
  for (const box of boxes) box.addEventListener("change", write);
  write();
}
