/*
 * Counts the pupils of a CSV file by its columns in DuckDB, and prints one line
 * of JSON:
 *
 *     node group.js PUPILS.csv [RUNS]
 *
 * DuckDB is given its best case: the columns lie in memory in the narrowest
 * types before the clock starts, it may use every processor, and it counts
 * only the cells themselves, without totals.  Exits with 3 when it is not
 * there.
 */
"use strict";

function loadDuckdb() {
	try {
		return require("@duckdb/node-api");
	} catch (error) {
		process.stderr.write("group.js: @duckdb/node-api is not installed; " +
			"`npm ci` in bench/duckdb does\n");
		process.exit(3);
	}
}

async function main() {
	const [file, runs = "5"] = process.argv.slice(2);
	const { DuckDBInstance, version } = loadDuckdb();
	const connection = await (await DuckDBInstance.create(":memory:")).connect();
	const seconds = [];
	let cells = 0;

	await connection.run(
		"CREATE TABLE pupils AS SELECT area::USMALLINT AS area, " +
		"ethnicity::UTINYINT AS ethnicity, year::UTINYINT AS year " +
		`FROM read_csv('${file.replace(/'/g, "''")}', header = true)`);
	const total = await connection.runAndReadAll("SELECT count(*) FROM pupils");
	const pupils = Number(total.getRows()[0][0]);

	for (let run = 0; run < Number(runs); run++) {
		const start = process.hrtime.bigint();
		const result = await connection.runAndReadAll(
			"SELECT area, ethnicity, year, count(*) FROM pupils GROUP BY ALL");

		seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
		cells = result.currentRowCount;
	}
	seconds.sort((a, b) => a - b);
	process.stdout.write(JSON.stringify({
		peer: "DuckDB " + version(),
		pupils, cells,
		seconds: seconds[Math.floor(seconds.length / 2)],
	}) + "\n");
}

main();
