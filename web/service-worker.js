// Keeps one whole build of the page for when there is no network. `cargo xtask build` writes the build's name, and its
// files with the hash of each, into the two lines below; without them, on the development server, it takes itself away.
"use strict";
const BUILD = "";
const FILES = {};

// Other pages of the same host have caches of their own.
const OURS = `diffusion-playground ${registration.scope} `;
const NAME = OURS + BUILD;

/** All files of this build or none: one with another hash is of another build, or on its way from one to the other. */
async function install() {
  if (!BUILD) return skipWaiting();
  const requests = Object.entries(FILES).map(([file, integrity]) => new Request(`./${file}`, { integrity, cache: "no-cache" }));
  const cache = await caches.open(NAME);
  try {
    // The page itself, which is first, tells whether there is any use in the others.
    await cache.add(requests[0]);
    await cache.addAll(requests.slice(1));
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
}

/** No page of an older build is open any more. */
async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(OURS) && name !== NAME).map(name => caches.delete(name)));
  if (!BUILD) await registration.unregister();
}

/** A file of this build; where the browser has thrown it away, the host's. */
async function kept(file, request) {
  const cache = await caches.open(NAME);
  return await cache.match(`./${file}`) ?? fetch(request);
}

/** A page that begins asks a newer build to take the place of the one before: not while others run that. */
async function replace() {
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (all.filter(({ url }) => url.startsWith(registration.scope)).length === 1) await skipWaiting();
}

addEventListener("install", event => event.waitUntil(install()));
addEventListener("activate", event => event.waitUntil(activate()));
addEventListener("message", event => event.waitUntil(replace()));
addEventListener("fetch", event => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(registration.scope)) return;
  const path = url.slice(registration.scope.length).split(/[?#]/)[0];
  const file = path === "index.html" ? "" : path;
  if (Object.hasOwn(FILES, file)) event.respondWith(kept(file, event.request));
});
