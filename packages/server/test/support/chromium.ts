// The browser of the browser tests: this machine's own, else Debian's package when we may install it, else the one that an npm package ships.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

export interface Chromium {
  readonly executable: string;
  /** What this browser needs beside the environment of the tests. */
  readonly env: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const applications = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
const installMs = 5 * 60_000;
const shippedFolder = fileURLToPath(new URL("../../../../node_modules/.cache/chromium", import.meta.url));

/** @throws an Error that says what was tried: tests without a browser have failed, they are never skipped */
export async function findChromium(): Promise<Chromium> {
  const tried: string[] = [];
  for (const [what, find] of Object.entries({
    "installed on this machine": installed,
    "Debian's package": fromDebian,
    "npm's package": shipped,
  })) {
    try {
      return await find();
    } catch (error) {
      tried.push(`${what}: ${error instanceof Error ? error.message.trim().split("\n")[0] : String(error)}`);
    }
  }
  throw new Error(`No Chromium for the browser tests.\n${tried.join("\n")}\nInstall one, or name it in CHROMIUM_PATH.`);
}

async function installed(): Promise<Chromium> {
  const named = process.env["CHROMIUM_PATH"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const executable of named ? [named] : [...places, ...applications]) {
    if (await runs({ executable, env: {} })) return { executable, env: {} };
  }
  throw new Error(named ? `${named} does not run` : `none of ${names.join(", ")} runs`);
}

async function fromDebian(): Promise<Chromium> {
  if (process.getuid?.() !== 0) throw new Error("only root may install packages");
  const options = { timeout: installMs, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 };
  await run("apt-get", ["update", "-q"], options);
  await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], options);
  return installed();
}

/** It unpacks itself into the temporary folder and brings its libraries along, if it believes that it is in a bare container. */
async function shipped(): Promise<Chromium> {
  await mkdir(shippedFolder, { recursive: true });
  const entry = pathToFileURL(createRequire(import.meta.url).resolve("@sparticuz/chromium")).href;
  const script = `import(${JSON.stringify(entry)}).then(async ({ default: m }) => console.log(await (m.default ?? m).executablePath()))`;
  const env = { ...process.env, TMPDIR: shippedFolder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" };
  const { stdout } = await run(process.execPath, ["--eval", script], { env });
  const executable = stdout.trim();
  const own = { FONTCONFIG_FILE: await writeFontsFile() };
  const libraries = { ...own, LD_LIBRARY_PATH: join(shippedFolder, "al2023", "lib") };
  // This machine's libraries if it has them all: they fit the rest of the system.
  for (const given of [own, libraries]) if (await runs({ executable, env: given })) return { executable, env: given };
  const { stderr } = await run(executable, ["--version"], { env: { ...process.env, ...libraries } });
  throw new Error(`it does not run: ${stderr}`);
}

/** Without a font the pages crash, and the package's own file looks for its fonts in other places. */
async function writeFontsFile(): Promise<string> {
  const file = join(shippedFolder, "fonts.conf");
  const folders = `<dir>${join(shippedFolder, "fonts")}</dir><cachedir>${join(shippedFolder, "fonts-cache")}</cachedir>`;
  await writeFile(file, `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>${folders}</fontconfig>\n`);
  return file;
}

async function runs({ executable, env }: Chromium): Promise<boolean> {
  try {
    const { stdout } = await run(executable, ["--version"], { timeout: 20_000, env: { ...process.env, ...env } });
    return /Chrom/.test(stdout);
  } catch {
    return false;
  }
}
