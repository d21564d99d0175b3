// When the server was started again, it knows nothing of this page: what it draws twice a second
// would stand still. One click that nobody made tells it all, as a reload would, and loses nothing.

export default function ({ parentElement, setTriggerValue }) {
  const app = document.querySelector(".stApp");
  if (!app || parentElement.watching) return;
  parentElement.watching = true;
  let lost = false;
  const observer = new MutationObserver(() => {
    const connected = app.dataset.testConnectionState === "CONNECTED";
    if (connected && lost) setTriggerValue("reconnected", true);
    lost = !connected;
  });
  observer.observe(app, { attributeFilter: ["data-test-connection-state"] });
  return () => observer.disconnect();
}
