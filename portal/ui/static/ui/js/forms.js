// Comfort on every page; each part enhances what already works without it.

// [data-focus]: a list of errors takes the focus when the page opens.
document.querySelector("[data-focus]")?.focus();

// A form that posts is sent once: a second click waits for the first one's answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const method = event.submitter?.formMethod || form.method;
  if (event.defaultPrevented || method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
// Coming back with the browser's arrow shows the page as it was left: free it.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

// [data-offline]: shown while the network is away.
const banner = document.querySelector("[data-offline]");
const tell = () => { if (banner) banner.hidden = navigator.onLine; };
addEventListener("online", tell);
addEventListener("offline", tell);
tell();

// [data-opens="id"]: a link that opens a dialog rather than the page that says the same.
document.addEventListener("click", (event) => {
  const dialog = document.getElementById(event.target.closest("[data-opens]")?.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

// [data-print]: a button, hidden without script, that prints.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
