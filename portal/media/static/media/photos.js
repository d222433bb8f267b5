// Photos and files before they are sent: seen, gathered one after the other, made lighter, sent with
// a progress. Enhances [data-gather], a file input, and the input beside it that takes a photo;
// without this script both send what they hold, as it is.

const HEAVY = 2_000_000; // bytes from which a photo is drawn again: a minute on a slow network
const LONGEST = 2560; // pixels: enough to read a page of text
const STALLED = 45_000; // milliseconds without a byte sent
const FAILED = "L’envoi n’a pas abouti : la connexion est trop faible ou coupée. Vos réponses et vos fichiers sont encore là. Réessayez quand le réseau revient.";

const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
const weight = (size) => size < 1e6 ? `${Math.max(1, Math.round(size / 1e3))} ko` : `${(size / 1e6).toFixed(1).replace(".", ",")} Mo`;

/** The photo upright and lighter; as it came when it is light already or can't be drawn here. */
export async function lighter(file) {
  if (file.size <= HEAVY || !/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const ratio = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * ratio),
      height: Math.round(picture.height * ratio),
    });
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff"; // what was transparent
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", .85));
    if (!drawn || drawn.size >= file.size) return file;
    const name = file.name.replace(/\.\w+$/, "") + ".jpg";
    return new File([drawn], name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file; // the server draws it again anyway
  }
}

class Gatherer {
  constructor(input) {
    this.input = input;
    this.files = [];
    this.list = Object.assign(document.createElement("ul"), { className: "gathered", hidden: true });
    this.said = Object.assign(document.createElement("p"), { className: "gathered-said" });
    this.said.setAttribute("role", "status");
    this.camera = document.getElementById(`${input.id}_camera`);
    const last = this.camera?.closest(".camera") ?? input;
    last.after(this.said, this.list);
    input.addEventListener("change", () => this.take(input));
    if (this.camera) {
      this.camera.removeAttribute("name"); // its photos join the others
      last.classList.add("ready");
      this.camera.addEventListener("change", () => this.take(this.camera));
    }
  }

  async take(source) {
    const came = [...source.files];
    if (source === this.camera) source.value = "";
    if (!came.length) return this.keep(source === this.input ? [] : this.files);
    this.said.textContent = "Préparation…";
    this.working = Promise.all(came.map(lighter));
    const ready = await this.working;
    const before = this.input.multiple ? this.files : [];
    this.keep([...before, ...ready.filter((file) => !before.some((held) => same(held, file)))]);
  }

  keep(files) {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    this.files = files;
    this.input.files = held.files;
    for (const image of this.list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.list.replaceChildren(...files.map((file) => this.line(file)));
    this.list.hidden = files.length === 0;
    const most = Number(this.input.dataset.gather);
    const count = `${files.length} fichier${files.length > 1 ? "s" : ""} prêt${files.length > 1 ? "s" : ""} à envoyer.`;
    this.said.textContent = files.length > most ? `${count} Gardez-en ${most} au plus.` : files.length ? count : "";
  }

  line(file) {
    const line = document.createElement("li");
    if (file.type.startsWith("image/")) {
      const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "", width: 64, height: 64 });
      image.addEventListener("error", () => image.remove()); // a kind that this browser can't show
      line.append(image);
    }
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "button link", textContent: "Retirer" });
    remove.append(Object.assign(document.createElement("span"), { className: "hidden-text", textContent: ` ${file.name}` }));
    remove.addEventListener("click", () => {
      this.keep(this.files.filter((held) => held !== file));
      this.input.focus();
    });
    line.append(Object.assign(document.createElement("span"), { textContent: `${file.name}, ${weight(file.size)}` }), remove);
    return line;
  }
}

/** Sends the files of a form first, with a progress, where the page knows how to keep them. */
class Sender {
  constructor(form, gatherers) {
    this.form = form;
    this.gatherers = gatherers;
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pageshow", () => { this.passing = false; }); // back by the browser's arrow
  }

  async submit(event) {
    const full = this.gatherers.filter((each) => each.files.length);
    if (this.passing || !full.length) return;
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    await Promise.all(this.gatherers.map((each) => each.working));
    const outcome = await this.send(full[0]);
    this.sending = false;
    if (outcome === "failed") return;
    if (outcome === "kept") for (const each of full) each.keep([]);
    this.passing = true; // what the page would have done: show the next one, or what is wrong
    this.form.requestSubmit(event.submitter);
  }

  send({ said }) {
    return new Promise((done) => {
      const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0, ariaLabel: "Envoi des fichiers" });
      said.after(bar);
      said.textContent = "Envoi des fichiers…";
      const body = new FormData(this.form);
      body.append("ajouter", "1");
      const request = new XMLHttpRequest();
      let timer;
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), STALLED);
      };
      const end = (outcome) => {
        clearTimeout(timer);
        bar.remove();
        said.textContent = outcome === "failed" ? FAILED : "";
        said.classList.toggle("error", outcome === "failed");
        done(outcome);
      };
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        bar.value = total ? Math.round(100 * loaded / total) : 0;
        wait();
      });
      request.addEventListener("load", () => end(request.status === 200 ? "kept" : request.status >= 500 ? "failed" : "refused"));
      for (const lost of ["error", "abort"]) request.addEventListener(lost, () => end("failed"));
      request.open("POST", this.form.action);
      request.send(body);
      wait();
    });
  }
}

for (const form of document.querySelectorAll("form")) {
  const gatherers = [...form.querySelectorAll("input[data-gather]")].map((input) => new Gatherer(input));
  // Only the steps of a demande keep files without being finished: they have that button.
  if (gatherers.length && form.querySelector("button[name=ajouter]")) new Sender(form, gatherers);
}
