// Draws a plotly figure in one node and keeps that node: Plotly.react changes what differs.

// Streamlit serves the library (5 MB) without a lifetime, so that a script tag would fetch it again
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

// The app may live below a path of its own (server.baseUrlPath, a proxy): its scripts know where.
function absolute(address) {
  const script = document.querySelector('script[src*="static/js/"]');
  return new URL(address, script ? script.src.split("static/js/")[0] : document.baseURI).href;
}

// Figures can come faster than a busy machine draws them: only the newest one is worth drawing.
async function draw(node, data) {
  node.wanted = data.figure;
  if (node.busy) return;
  node.busy = true;
  try {
    const Plotly = await load(absolute(data.library));
    while (node.drawn !== node.wanted) {
      const newest = node.wanted;
      const { data: traces, layout } = JSON.parse(newest);
      // A finger on the chart scrolls the page.
      if (window.matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
      await Plotly.react(node, traces, layout, { displayModeBar: false, doubleClick: "reset" });
      node.drawn = newest;
    }
  } finally {
    node.busy = false;
  }
}

export default function ({ data, parentElement }) {
  // The library takes a second to arrive: it comes before there is something to draw.
  if (!data.figure) return void load(absolute(data.library)).catch(console.error);
  const node = parentElement.querySelector(".plot");
  node.style.height = `${data.height}px`;
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
  };
}
