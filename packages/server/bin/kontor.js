#!/usr/bin/env node
import "../dist/cli/kontor.js";
