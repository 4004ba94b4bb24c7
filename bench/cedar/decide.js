/*
 * Decides for each pupil of a CSV file, one after the other, which fields
 * youth support may have, and prints one line of JSON:
 *
 *     node decide.js PUPILS.csv WISHES.csv DATE [PASSES]
 *
 * Cedar answers yes or no, so a pupil takes a request for each field.  It is
 * given its best case: the policies are parsed once, there are no entities to
 * look up and no schema to check against, and what it is told of a pupil is
 * made ready before the clock starts.  Exits with 3 when Cedar is not there.
 */
"use strict";

const fs = require("fs");
const path = require("path");

const FIELDS = [
	"pupil.name", "pupil.address", "pupil.birth-date", "parent.name",
	"parent.address", "pupil.telephones", "ethnicity", "sen.provision",
];
const LEFT = 5; /* fields that an objection leaves: the first ones */

function loadCedar() {
	try {
		return require("@cedar-policy/cedar-wasm/nodejs");
	} catch (error) {
		process.stderr.write("decide.js: @cedar-policy/cedar-wasm is not " +
			"installed; `npm ci` in bench/cedar does\n");
		process.exit(3);
	}
}

/* RFC 4180; gives objects by the names in the first row. */
function readCsv(file) {
	const text = fs.readFileSync(file, "utf8");
	const rows = [];
	let row = [], value = "", quoted = false;

	for (let i = 0; i < text.length; i++) {
		const c = text[i];

		if (quoted) {
			if (c !== '"')
				value += c;
			else if (text[i + 1] === '"')
				value += text[++i];
			else
				quoted = false;
		} else if (c === '"') {
			quoted = true;
		} else if (c === "," || c === "\n") {
			row.push(value);
			value = "";
			if (c === "\n") {
				rows.push(row);
				row = [];
			}
		} else if (c !== "\r") {
			value += c;
		}
	}
	const names = rows.shift();
	return rows.map((cells) =>
		Object.fromEntries(names.map((name, i) => [name, cells[i]])));
}

/* Whole years; on 29 February born, of age on 1 March. */
function age(birth, today) {
	const years = today.slice(0, 4) - birth.slice(0, 4);

	return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

function contextOf(pupil, objections, today) {
	return {
		purpose: "youth-support-services",
		trigger: "on-request",
		age: age(pupil["pupil.birth-date"], today),
		learningDifficulty: ["E", "S"].includes(pupil["sen.provision"]),
		objectionBy: objections.get(pupil["pupil.upn"]) || "nobody",
	};
}

function callOf(context, field) {
	return {
		principal: { type: "Body", id: "youth-support" },
		action: { type: "Action", id: "send" },
		resource: { type: "Field", id: field },
		context,
		preparsedPolicySetId: "notice",
		entities: [],
	};
}

function must(answer) {
	if (answer.type !== "success" ||
	    (answer.response && answer.response.diagnostics.errors.length > 0))
		throw new Error(JSON.stringify(answer));
	return answer;
}

/* How many of the fields may be sent. */
function decide(cedar, context) {
	let released = 0;

	for (const field of FIELDS)
		if (must(cedar.statefulIsAuthorized(callOf(context, field)))
			.response.decision === "allow")
			released++;
	return released;
}

/* The rules say what they should, or the figures mean nothing. */
function check(cedar) {
	const cases = [
		[12, false, "nobody", 0],
		[13, false, "nobody", FIELDS.length],
		[15, false, "parent", LEFT],
		[16, false, "parent", FIELDS.length],
		[16, false, "pupil", LEFT],
		[15, false, "pupil", FIELDS.length],
		[20, false, "nobody", 0],
		[24, true, "nobody", FIELDS.length],
		[25, true, "nobody", 0],
	];

	for (const [years, learningDifficulty, objectionBy, expected] of cases) {
		const released = decide(cedar, {
			purpose: "careers-advice", trigger: "on-request",
			age: years, learningDifficulty, objectionBy,
		});

		if (released !== expected)
			throw new Error(`at ${years}: ${released} fields, ` +
				`not ${expected}`);
	}
}

function main([pupilsFile, wishesFile, today, passes = "3"]) {
	const cedar = loadCedar();
	const policies = fs.readFileSync(
		path.join(__dirname, "youth-support.cedar"), "utf8");
	const objections = new Map();
	const seconds = [];
	let released;

	must(cedar.preparsePolicySet("notice", { staticPolicies: policies }));
	check(cedar);
	for (const wish of readCsv(wishesFile))
		if (wish["wish.kind"] === "objection" &&
		    wish["wish.recipient"] === "youth-support")
			objections.set(wish["pupil.upn"], wish["wish.by"]);
	const contexts = readCsv(pupilsFile).map((pupil) =>
		contextOf(pupil, objections, today));
	for (let pass = 0; pass < Number(passes); pass++) {
		const start = process.hrtime.bigint();

		released = 0;
		for (const context of contexts)
			released += decide(cedar, context);
		seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
	}
	seconds.sort((a, b) => a - b);
	const median = seconds[Math.floor(seconds.length / 2)];
	process.stdout.write(JSON.stringify({
		peer: `Cedar ${cedar.getCedarVersion()}, WebAssembly, ` +
			`node ${process.versions.node}`,
		pupils: contexts.length,
		fields: FIELDS.length,
		released,
		seconds: median,
		requests_per_second: Math.round(
			contexts.length * FIELDS.length / median),
		pupils_per_second: Math.round(contexts.length / median),
	}) + "\n");
}

if (process.argv.length < 5) {
	process.stderr.write(
		"usage: node decide.js PUPILS.csv WISHES.csv DATE [PASSES]\n");
	process.exit(2);
}
main(process.argv.slice(2));
