// Goes to the place that the address names behind its "#". When the browser looked for it, the page
// was still empty.

export default function ({ parentElement }) {
  if (parentElement.arrived || !window.location.hash) return;
  parentElement.arrived = true;
  const place = decodeURIComponent(window.location.hash.slice(1));
  let tries = 100;
  const look = () => {
    const found = document.getElementById(place);
    if (!found) return void (tries-- && setTimeout(look, 50));
    // Whoever reads with a screen reader or the keyboard goes on from there too.
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
    found.scrollIntoView();
  };
  look();
}
