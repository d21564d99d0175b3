// A browser pauses a video that is moved about in the page, as the picture of the camera is when the
// page is drawn again after a shot. It would stand still, and the next shot would show its first
// moment: so it is played again.

export default function ({ data, parentElement }) {
  const needs = parentElement.querySelector("p");
  needs.textContent = data.needs;
  needs.hidden = window.isSecureContext;
  const play = () => {
    for (const video of document.querySelectorAll('[data-testid="stCameraInput"] video')) {
      if (video.paused && video.srcObject?.active) video.play().catch(() => {});
    }
  };
  parentElement.playing ??= setInterval(play, 300);
  return () => {
    clearInterval(parentElement.playing);
    parentElement.playing = undefined;
  };
}
