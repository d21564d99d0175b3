// Draws a plotly figure in one node and keeps that node: Plotly.react changes what differs.

// Streamlit serves the library (1.5 MB) without a lifetime, so that a script tag would fetch it again
// at every visit. Its address carries the version, so whatever the browser has kept of it is good.
function load(address) {
  window.transferDemoPlotly ??= fetch(address, { cache: "force-cache" })
    .then((response) => (response.ok ? response.blob() : Promise.reject(response.statusText)))
    .then((blob) => new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = URL.createObjectURL(blob);
      script.onload = () => resolve(window.Plotly);
      script.onerror = reject;
      document.head.append(script);
    }));
  return window.transferDemoPlotly;
}

// To run the library stops the page for a moment. A chart that is wanted earlier does not wait.
const BEFORE_PREPARING_MS = 1000;

// The app may live below a path of its own (server.baseUrlPath, a proxy): its scripts know where.
function absolute(address) {
  const script = document.querySelector('script[src*="static/js/"]');
  return new URL(address, script ? script.src.split("static/js/")[0] : document.baseURI).href;
}

const REPLAY_MS = 1500;
// What has been played is not played again because the page is drawn anew.
const played = (window.transferDemoPlayed ??= new Set());

function toBePlayed({ frames, replay }) {
  return Boolean(frames?.length && replay) && !played.has(replay);
}

function react(node, figure) {
  const { data: traces, layout } = JSON.parse(figure);
  // A finger on the chart scrolls the page.
  if (window.matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
  return window.Plotly.react(node, traces, layout, { displayModeBar: false, doubleClick: "reset" });
}

// The clock decides which frame is due, so that a slow machine leaves some out and ends in time.
async function play(node, { frames, figure, replay }) {
  played.add(replay);
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const start = performance.now();
  const { isConnected } = node;
  const overtaken = () =>
    node.isConnected !== isConnected
    || node.wanted.figure !== figure
    || node.wanted.replay !== replay;
  let shown = -1;
  for (let due = 0; due < frames.length && !overtaken();) {
    if (due !== shown) await react(node, frames[(shown = due)]);
    await new Promise((resolve) => setTimeout(resolve, 16));
    due = Math.floor(((performance.now() - start) / REPLAY_MS) * frames.length);
  }
}

// Figures can come faster than a busy machine draws them: only the newest one is worth drawing.
async function draw(node, data) {
  node.wanted = data;
  if (node.busy) return;
  node.busy = true;
  try {
    await load(absolute(data.library));
    while (node.drawn !== node.wanted.figure || toBePlayed(node.wanted)) {
      const newest = node.wanted;
      node.purged = false;
      try {
        if (toBePlayed(newest)) await play(node, newest);
        await react(node, newest.figure);
      } catch (error) {
        // The page let go of the chart while it was drawn: if it wants it again, once more.
        if (!node.purged) throw error;
        if (!node.isConnected) return;
        continue;
      }
      node.drawn = newest.figure;
    }
  } finally {
    node.busy = false;
  }
}

export default function ({ data, parentElement }) {
  // The library comes before there is something to draw, and after what there is to see.
  if (!data.figure) {
    const waiting = setTimeout(() => load(absolute(data.library)).catch(console.error), BEFORE_PREPARING_MS);
    return () => clearTimeout(waiting);
  }
  const node = parentElement.querySelector(".plot");
  node.style.height = `${data.height}px`;
  node.style.setProperty("--height", node.style.height);
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", data.description);
  draw(node, data).catch((error) => {
    window.transferDemoPlotly = undefined;
    node.textContent = "This chart could not be drawn. Reload the page.";
    console.error(error);
  });
  node.observer ??= new ResizeObserver(() => {
    if (node.drawn && node.clientWidth) window.Plotly.Plots.resize(node);
  });
  node.observer.observe(node);
  return () => {
    node.observer.disconnect();
    if (node.drawn) window.Plotly.purge(node);
    node.purged = true;
  };
}
