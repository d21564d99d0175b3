// Streamlit's uploader takes files that are dropped on it or chosen. This gives it two more ways in:
// an image on the clipboard, and, on a phone, the camera straight away.

const texts = 'input:not([type="file"]), textarea, [contenteditable="true"]';

export default function ({ data, parentElement }) {
  parentElement.querySelector("p").textContent =
    "An image on the clipboard can be pasted here: Ctrl+V, or ⌘V.";
  const inputOf = (place) => document.querySelector(`${place} input[type="file"]`);

  const paste = (event) => {
    const images = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    const input = inputOf(data.paste);
    if (!images.length || !input || event.target.closest?.(texts)) return;
    event.preventDefault();
    const given = new DataTransfer();
    for (const image of images) given.items.add(image);
    input.files = given.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  // The uploader is drawn anew after each photo.
  const camera = () => {
    const input = inputOf(data.camera);
    if (input && !input.hasAttribute("capture")) {
      input.setAttribute("accept", "image/*");
      input.setAttribute("capture", "environment");
    }
  };

  if (parentElement.paste) document.removeEventListener("paste", parentElement.paste);
  parentElement.paste = paste;
  document.addEventListener("paste", paste);
  camera();
  clearInterval(parentElement.looking);
  parentElement.looking = setInterval(camera, 300);
  return () => {
    document.removeEventListener("paste", paste);
    clearInterval(parentElement.looking);
  };
}
