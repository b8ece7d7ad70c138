/* For a page that shows a map of an atlas: <iframe>s of ours get the height they tell, and
   <conflict-map layers="attacks" datetime="2020-01-01/.." title="…"></conflict-map> becomes one when
   it comes near. Nothing of the page is read; a message counts only if it comes from a map's frame. */
"use strict";
(() => {
  if (window.customElements?.get("conflict-map")) return;
  const base = new URL("embed", document.currentScript.src).href;
  const NOT_OURS = ["src", "title", "style", "class", "id", "loading", "slot", "hidden", "height"];
  const LEAST = 150, MOST = 3000; // pixels

  /* The frames that show a map of this service: a sandboxed one has no origin, but an address. */
  const frames = () => [...[...document.querySelectorAll("conflict-map")].map((one) => one.frame),
    ...document.querySelectorAll("iframe")].filter((one) => one?.src.split(/[?#]/)[0] === base);

  addEventListener("message", ({ source, data }) => {
    const height = Math.round(data && data.type === "conflict-atlas" ? Number(data.height) : NaN);
    if (!(height >= LEAST && height <= MOST)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    // Never smaller than what was set aside: what stands below must not move for nothing.
    if (frame && height > frame.clientHeight) frame.style.height = height + "px";
  });

  /* The address: `src` as it is, else each attribute as the parameter of that name. */
  function address(element) {
    if (element.hasAttribute("src")) return new URL(element.getAttribute("src"), base).href;
    const url = new URL(base);
    for (const { name, value } of element.attributes) {
      if (!NOT_OURS.includes(name) && !/^(on|aria-|data-)/.test(name)) {
        url.searchParams.set(name, value);
      }
    }
    return url.href;
  }

  class ConflictMap extends HTMLElement {
    connectedCallback() {
      const { style } = this;
      // Set aside at once, so that nothing moves when the map comes.
      style.display ||= "block";
      style.width ||= "100%"; // else a least height would widen it, by its ratio
      if (!style.aspectRatio && !style.height) style.aspectRatio = "8/5";
      style.minHeight ||= "420px";
      if (this.frame) return;
      if (this.getAttribute("loading") === "eager" || !window.IntersectionObserver) this.show();
      else {
        this.watch = new IntersectionObserver((seen) => {
          if (seen.some((one) => one.isIntersecting)) this.show();
        }, { rootMargin: "400px" });
        this.watch.observe(this);
      }
    }

    disconnectedCallback() { this.watch?.disconnect(); }

    show() {
      this.watch?.disconnect();
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("title") || "Conflict Atlas";
      frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
      frame.referrerPolicy = "no-referrer";
      Object.assign(frame.style, { border: "0", display: "block", width: "100%", height: "100%",
        minHeight: "inherit" });
      const url = address(this);
      if (!/^https?:/.test(url)) return;
      frame.src = url;
      this.frame = frame;
      this.replaceChildren(frame);
    }
  }
  window.customElements?.define("conflict-map", ConflictMap);
})();
