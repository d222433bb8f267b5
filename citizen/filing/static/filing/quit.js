// [data-quit]: leaves the site in the place of this page, so that "back" doesn't show it again.
for (const link of document.querySelectorAll("[data-quit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
