// Property tests draw the same values on every machine, so that a check that passed passes again; the same code is never refused by
// chance. New ground is for `KONTOR_SEED=random` (or any number), which a failure's own print repeats.
import fc from "fast-check";

const wanted = process.env["KONTOR_SEED"] ?? "20261121";

if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted) });
