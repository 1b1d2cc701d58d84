// Starts the app, or says in a sentence why it cannot. The names of its files stand on this script's own tag.
const { js, wasm } = document.querySelector("script[data-js]").dataset;

// The smallest module that uses a SIMD instruction: (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

const say = words => { document.getElementById("unsupported").textContent = words; };

if (typeof WebAssembly !== "object" || !WebAssembly.validate(new Uint8Array(SIMD))) {
  say("The playground needs a newer browser, with WebAssembly SIMD: Chrome 123, Firefox 125, Safari 17.5 or newer. The text below can be read without it.");
} else {
  import(js)
    .then(app => app.default({ module_or_path: new URL(wasm, document.baseURI) }))
    .catch(error => {
      console.error(error);
      say("The playground could not be loaded. Reload the page to try again; the text below can be read without it.");
    });
}
