/* The page around the map and its table. */
#include <inttypes.h>

#include "base/builder.h"
#include "base/error.h"
#include "demo/map.h"
#include "demo/map_parts.h"
#include "demo/outcome.h"
#include "configuration.h"

/* Colours of the levels: the warmer, the more is seen.  Each has contrast of at
 * least 4.5 to 1 with white (WCAG 2.1, 1.4.3). */
static const char *const style[] = {
	":root{color-scheme:light;--named:#9b1c31;--pupil:#a3470b;"
	"--inside:#6d5a00;--anonymised:#1f6b3a;--aggregate:#0b5a8c;"
	"--none:#5f6b76}\n",
	"body{font:16px/1.5 Arial,Helvetica,sans-serif;color:#16202a;"
	"background:#fff;margin:0 auto;padding:1.5rem;max-width:1560px}\n",
	"h1{margin:0 0 .25rem;font-size:2rem}p{max-width:60em;margin:.5rem "
	"0}\n",
	".picture{overflow-x:auto}.map{display:block;width:100%;"
	"min-width:960px;height:auto;margin:1rem 0;font-family:Arial,"
	"Helvetica,sans-serif}\n",
	".place{fill:#f4f6f8;stroke:#8b98a5;stroke-width:1}\n",
	".flow path{fill:none;stroke-width:1.6;opacity:.75}"
	".flow rect{stroke:#fff;stroke-width:1}"
	".flow text{fill:#fff;font-size:11px;font-weight:bold;"
	"text-anchor:middle}\n",
	".map:has(.flow:hover) .flow:not(:hover),.map:has(.flow:focus) "
	".flow:not(:focus){opacity:.12}"
	".flow:hover path,.flow:focus path{stroke-width:4;opacity:1}"
	".flow:focus{outline:none}\n",
	".flow.named{--ink:var(--named)}.flow.pupil{--ink:var(--pupil)}"
	".flow.inside{--ink:var(--inside)}"
	".flow.anonymised{--ink:var(--anonymised)}"
	".flow.aggregate{--ink:var(--aggregate)}"
	".flow.none{--ink:var(--none)}\n",
	".flow path{stroke:var(--ink)}.flow rect{fill:var(--ink)}\n",
	".flow.named path{marker-end:url(#to-named)}"
	".flow.pupil path{marker-end:url(#to-pupil)}"
	".flow.inside path{marker-end:url(#to-inside)}"
	".flow.anonymised path{marker-end:url(#to-anonymised)}"
	".flow.aggregate path{marker-end:url(#to-aggregate)}"
	".flow.none path{marker-end:url(#to-none)}\n",
	"marker.named path{fill:var(--named)}marker.pupil path{fill:"
	"var(--pupil)}marker.inside path{fill:var(--inside)}"
	"marker.anonymised path{fill:var(--anonymised)}"
	"marker.aggregate path{fill:var(--aggregate)}"
	"marker.none path{fill:var(--none)}\n",
	".flow.none path{stroke-dasharray:2 4}"
	".flow.wrong path{stroke-width:5;stroke-dasharray:10 5;opacity:1}"
	".flow.wrong rect{stroke:#000;stroke-width:3}\n",
	".level{display:inline-block;border-radius:1em;padding:0 .6em;"
	"color:#fff;background:var(--none);font-size:.85rem;"
	"white-space:nowrap}.level.named{background:var(--named)}"
	".level.pupil{background:var(--pupil)}"
	".level.inside{background:var(--inside)}"
	".level.anonymised{background:var(--anonymised)}"
	".level.aggregate{background:var(--aggregate)}\n",
	"table{border-collapse:collapse;width:100%;font-size:.95rem}"
	"caption{text-align:left;padding:.5rem 0}"
	"th,td{border-top:1px solid #c4ccd4;padding:.5rem;text-align:left;"
	"vertical-align:top}thead th{border-top:0;border-bottom:2px solid "
	"#16202a;vertical-align:bottom}.number{text-align:right;"
	"font-variant-numeric:tabular-nums}\n",
	"tr:target{background:#fff6d6}time{font-variant-numeric:tabular-nums}"
	"details{margin-top:.25rem}summary{cursor:pointer;color:#0b5a8c}"
	"ol{margin:.25rem 0;padding-left:1.5rem}"
	"code{font-size:.9em;overflow-wrap:anywhere}\n",
	".gate{display:block;white-space:nowrap;padding:0 .25em;"
	"background:linear-gradient(to right,#d5dee6 var(--part),"
	"transparent var(--part))}\n",
	".state{font-weight:bold;white-space:nowrap}.state.kept{color:#1f6b3a}"
	".state.wrong,.problem{color:#9b1c31}.state.idle{color:#5f6b76}\n",
	".summary{font-size:1.1rem}\n",
	".wide{overflow-x:auto}\n",
	"@media screen and (max-width:52rem){body{padding:.75rem}"
	"table,tbody,tr,td,caption{display:block}thead{display:none}"
	"tr{border-top:2px solid #16202a;padding:.5rem 0}"
	"th[scope=row]{display:block;border:0;padding-bottom:0}"
	"td{border:0;padding:.15rem .5rem}td[data-label]::before{content:"
	"attr(data-label)\": \";color:#4a5763}.number{text-align:left}"
	".picture::before{content:\"The map is wider than this window: it can "
	"be moved sideways.\";color:#4a5763;font-size:.9rem}}\n",
	"@page{size:A4 landscape;margin:12mm}\n",
	"@media print{body{padding:0;max-width:none;font-size:10pt;"
	"print-color-adjust:exact;-webkit-print-color-adjust:exact}"
	"h1{font-size:16pt}p{max-width:none}.picture{overflow:visible}"
	".map{min-width:0;max-height:112mm}summary{color:inherit}"
	"thead{display:table-header-group}tr{break-inside:avoid}}\n",
};

static void add_head(struct builder *page)
{
	builder_add_text(
		page,
		"<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta name=\"generator\" content=\"Hornbook " HORNBOOK_VERSION
		"\">\n<title>England in miniature</title>\n<style>\n");
	for (size_t i = 0; i < sizeof(style) / sizeof(style[0]); i++)
		builder_add_text(page, style[i]);
	builder_add_text(page, "</style>\n</head>\n");
}

/* The levels by the names that the table has for them. */
static void add_legend(struct builder *page)
{
	static const struct {
		const char *level, *words;
	} levels[] = {
		{"named", "name and all"},
		{"pupil", "a row for each, under a pseudonym"},
		{"inside", "a row for each, for matching alone"},
		{"anonymised", "a row for each, like those of others"},
		{"aggregate", "counts, none of them small"},
	};

	builder_add_text(page, "<p>What can be seen of a child:");
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		builder_add_format(
			page, " <span class=\"level %s\">%s</span> %s%s",
			levels[i].level, levels[i].level, levels[i].words,
			i + 1 < sizeof(levels) / sizeof(levels[0]) ? ";" : ".");
	builder_add_text(page, "</p>\n");
}

static void add_summary(const struct world_outcome *outcome,
			struct builder *page)
{
	unsigned int wanted = 0, kept = 0;

	for (size_t i = 0; i < FLOW_COUNT; i++) {
		wanted += outcome->flows[i].wanted;
		kept += outcome->flows[i].wanted &&
			outcome->flows[i].state == OUTCOME_CHECKED;
	}
	builder_add_text(page, "<h1>England in miniature</h1>\n"
			       "<p class=\"summary\">");
	map_add_count(page, outcome->pupils);
	builder_add_format(page,
			   " invented pupil%s, %" PRIu64 " nodes, %" PRIu64
			   " steps of %u flow%s. "
			   "<b>%u of %u promises kept.</b></p>\n",
			   outcome->pupils == 1 ? "" : "s", outcome->nodes,
			   outcome->steps, wanted, wanted == 1 ? "" : "s", kept,
			   wanted);
	if (wanted < FLOW_COUNT)
		builder_add_text(
			page, "<p>The other flows were not asked for.</p>\n");
	builder_add_text(
		page,
		"<p>Each line of the map is a flow of pupils' data: packages "
		"sealed by one node and opened by another with its own key. "
		"What arrived was then looked into by a checker that knows "
		"what families were promised, and nothing of the rules that "
		"let it go. Choose a number to see what came of it.</p>\n");
	add_legend(page);
}

int map_page(const struct world_outcome *outcome, struct builder *page,
	     struct arena *arena, struct error *error)
{
	add_head(page);
	builder_add_text(page, "<body>\n<main>\n");
	add_summary(outcome, page);
	builder_add_text(page, "<div class=\"picture\" tabindex=\"0\">\n");
	if (map_draw(outcome, page, arena, error) != 0)
		return -1;
	builder_add_text(page, "</div>\n");
	map_table(outcome, page);
	builder_add_format(page,
			   "<p>Made with the seed %" PRIu64
			   ": the same number gives the same pupils. All of "
			   "them are invented.</p>\n",
			   outcome->seed);
	builder_add_text(page, "</main>\n</body>\n</html>\n");
	return page->failed ? error_memory(error) : 0;
}
