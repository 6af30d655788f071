/* The way into the notebooks: on to the first one, or the one that the address names; or a sentence that says why Python
   cannot start here. */
"use strict";

(() => {
  const place = document.getElementById("entrance");
  const { python } = place.dataset;
  const wanted = new URLSearchParams(location.search).get("path") ?? "";
  const address = /^\w+\/\w+\.ipynb$/.test(wanted) ? `lab/index.html?path=${wanted}` : place.dataset.address;
  for (const link of place.querySelectorAll('a[href^="lab/"]')) link.href = address;

  const explain = (reason) => {
    place.querySelector(".waiting").hidden = true;
    place.querySelector(".problem").hidden = false;
    place.querySelector(".reason").textContent = reason;
  };

  if (location.protocol === "file:") {
    explain("the course was opened from a folder; it has to be served, for example by python -m http.server");
  } else if (typeof WebAssembly !== "object") {
    explain("this browser does not run WebAssembly");
  } else {
    const limit = new AbortController();
    setTimeout(() => limit.abort(), 10000);
    fetch(python, { method: "HEAD", mode: "no-cors", signal: limit.signal }).then(
      () => location.replace(address),
      () => explain(`${new URL(python, location.href).host}, from where Python comes, cannot be reached`),
    );
  }
})();
