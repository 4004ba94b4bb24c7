#!/bin/sh
# Checks the structure of PDF files against what PDF/UA-1 (ISO 14289-1) asks of
# documents like ours; tells each fault, and exits with 1 if there are some.
#
#     tests/document/check-pdf.sh FILE.pdf...
#
# What is painted belongs to an element or is marked as decoration; each element's
# pieces are there once; headings follow each other, tables have headings with their
# scope and rows of equal length, lists items, pictures words, links both an element
# and a description; fonts are embedded and lead back to characters.
set -u

# Of the objects of a file (qpdf --json), the faults, a line each.
faults() {
	qpdf --json=2 --json-stream-data=inline --decode-level=generalized "$1" |
		jq -r '
	(.qpdf[1]) as $objects |
	[.pages[].object] as $pages |
	def at($r): $objects["obj:" + $r] | .value // .stream.dict;
	def data($r): $objects["obj:" + $r].stream.data | @base64d;
	def kids: at(.)["/K"] // [] | if type == "array" then .[] else . end;
	def is_element: type == "string" and (at(.)["/Type"] == "/StructElem");
	def kind: at(.)["/S"];
	def elements: ., (kids | select(is_element) | elements);

	($objects.trailer.value["/Root"]) as $root | at($root) as $catalogue |
	at($catalogue["/StructTreeRoot"]) as $tree |
	[$tree["/K"][] | elements] as $elements |

	# the document as a whole
	(if $catalogue["/MarkInfo"]["/Marked"] then empty else "not tagged" end),
	(if ($catalogue["/Lang"] // "u:") == "u:" then "no language" else empty end),
	(if $catalogue["/ViewerPreferences"]["/DisplayDocTitle"] then empty
	 else "the title is not shown" end),
	(if (data($catalogue["/Metadata"]) | contains("<pdfuaid:part>1<")) then empty
	 else "the metadata do not say PDF/UA-1" end),

	# what is painted: operators in the order of the page
	($pages[] as $page | at($page) as $dictionary |
	 reduce (data($dictionary["/Contents"]) | splits("\n")) as $line
		({depth: 0, ids: [], bad: []};
		 ([$line | scan("\\b(BDC|BMC|EMC|f|S|B|TJ|Do|sh)\\b") | .[0]]) as $all |
		 reduce $all[] as $operator (.;
			if $operator == "BDC" or $operator == "BMC" then .depth += 1
			elif $operator == "EMC" then .depth -= 1
			elif .depth != 1 then .bad += [$line]
			else . end) |
		 .ids += [$line | scan("MCID ([0-9]+)") | .[0] | tonumber]) |
	 (if .bad == [] then empty else
	  "\(.bad | length) painted on \($page) and not marked, first \(.bad[0][:60])" end),
	 (if .depth != 0 then "marks are not closed on \($page)" else empty end),
	 (if .ids == [range(.ids | length)] then empty
	  else "pieces of \($page) are not numbered from 0" end),
	 (.ids | length) as $count |
	 ([at($tree["/ParentTree"])["/Nums"] | . as $nums |
	   range(0; length; 2) | select($nums[.] == $dictionary["/StructParents"]) |
	   $nums[. + 1]][0] // []) as $parents |
	 (if ($parents | length) == $count then empty
	  else "\($count) pieces of \($page) and \($parents | length) parents" end),
	 (range($count) as $id | $parents[$id] |
	  at(.)["/Pg"] as $own |
	  if ([kids | select((. == $id and $own == $page) or (type == "object"
		and .["/MCID"] == $id and .["/Pg"] == $page))] | length) == 1
	  then empty
	  else "piece \($id) of \($page) is not once in its element" end),
	 (if $dictionary["/Tabs"] == "/S" then empty
	  else "\($page) is not gone through in the order of its structure" end),
	 ($dictionary["/Annots"] // [] | .[] | at(.) |
	  (if (.["/Contents"] // "u:") == "u:" then "a link is not described"
	   else empty end),
	  (if .["/StructParent"] == null then "a link has no element"
	   else empty end))),

	# headings
	([$elements[] | kind | select(test("^/H[1-6]$")) | .[2:] | tonumber] |
	 (if .[0] == 1 then empty else "the first heading is not H1" end),
	 (if ([.[] | select(. == 1)] | length) == 1 then empty
	  else "there is more than one H1" end),
	 (range(1; length) as $i | select(.[$i] > .[$i - 1] + 1) |
	  "H\(.[$i]) follows H\(.[$i - 1])")),

	# elements
	($elements[] | . as $element | kind as $type |
	 [kids | select(is_element) | kind] as $inside |
	 if ([kids] | length) == 0 and ($type == "/TD" | not)
	 then "\($type[1:]) \($element) is empty" else empty end,
	 if $type == "/L" and ([$inside[] | select(. != "/LI")] != [])
	 then "a list holds other than items" else empty end,
	 if $type == "/LI" and $inside != ["/Lbl", "/LBody"]
	 then "an item is not label and body but \($inside)" else empty end,
	 if $type == "/Figure" and ((at(.)["/Alt"] // "u:") == "u:"
		or (at(.)["/A"]["/BBox"] | length) != 4)
	 then "a picture has no words or no box" else empty end,
	 if $type == "/TH" and (at(.)["/A"]["/Scope"] // "" |
		test("^/(Row|Column)$") | not)
	 then "a heading of a table has no scope" else empty end,
	 if $type == "/TR" and ($inside - ["/TH", "/TD"] != [])
	 then "a row holds other than cells" else empty end,
	 if $type == "/Link" and ([kids | select(. | type == "object") |
		select(.["/Type"] == "/OBJR")] == [])
	 then "a link leads nowhere" else empty end,
	 if $type == "/Table"
	 then ([elements | select(kind == "/TR") | [kids] | length] | unique |
		if length == 1 then empty else "rows of \(.) cells" end)
	 else empty end)
	'
}

fonts() {
	pdffonts "$1" | awk 'NR > 2 && !/ yes yes yes +[0-9]+ +[0-9]+$/ {
		print "font not embedded, not a subset, or without characters: " $1
	}'
}

status=0
for file; do
	found=$(faults "$file" && fonts "$file") || {
		echo "$file: cannot be read"
		status=1
	}
	[ -z "$found" ] || {
		printf '%s\n' "$found" | sort | uniq -c | sed "s|^|$file: |"
		status=1
	}
done
exit $status
