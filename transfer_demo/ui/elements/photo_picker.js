// Photos as buttons that stay pressed: a click or the space bar chooses one or lets it go.

export default function ({ data, parentElement, setStateValue }) {
  const gallery = parentElement.querySelector(".gallery");
  gallery.setAttribute("aria-label", data.label);
  gallery.chosen ??= new Set(data.chosen);
  const shown = data.photos.map((photo) => photo.id).join();
  if (gallery.shown === shown) return;
  gallery.shown = shown;
  const kept = data.photos.map((photo) => photo.id).filter((id) => gallery.chosen.has(id));
  // The page must not go on with photos that are no longer in sight.
  if (kept.length !== gallery.chosen.size) setStateValue("chosen", kept);
  gallery.chosen = new Set(kept);
  gallery.replaceChildren(...data.photos.map((photo) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = photo.file;
    button.setAttribute("aria-pressed", String(gallery.chosen.has(photo.id)));
    const image = document.createElement("img");
    image.src = photo.image;
    image.alt = photo.file;
    button.append(image);
    button.addEventListener("click", () => {
      const now = !gallery.chosen.delete(photo.id);
      if (now) gallery.chosen.add(photo.id);
      button.setAttribute("aria-pressed", String(now));
      setStateValue("chosen", [...gallery.chosen]);
    });
    return button;
  }));
}
