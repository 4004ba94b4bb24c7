#include "generate/places.h"

#include <string.h>

#include "generate/lots.h"

/* clang-format off */
#define T(town, district, pct) { SLICE_INIT(town), SLICE_INIT(district), SLICE_INIT(pct) }

/*
 * The authorities of the sources.  Postcode districts are those of the towns;
 * numbers of areas are about those that the Office for National Statistics gave
 * (places after places, in the order of the former districts); primary care trusts
 * are those of 2006 to 2013.  Which district has which numbers is unconfirmed.
 */
static const struct town northamptonshire[] = {
	T("Corby", "NN18", "5PD"), T("Corby", "NN17", "5PD"), T("Daventry", "NN11", "5PD"),
	T("Rushden", "NN10", "5PD"), T("Raunds", "NN9", "5PD"), T("Oundle", "PE8", "5PD"),
	T("Kettering", "NN15", "5PD"), T("Kettering", "NN16", "5PD"), T("Northampton", "NN1", "5PD"),
	T("Northampton", "NN2", "5PD"), T("Northampton", "NN3", "5PD"), T("Northampton", "NN4", "5PD"),
	T("Northampton", "NN5", "5PD"), T("Brackley", "NN13", "5PD"), T("Towcester", "NN12", "5PD"),
	T("Wellingborough", "NN8", "5PD"),
};
static const struct town wakefield[] = {
	T("Wakefield", "WF1", "5N3"), T("Wakefield", "WF2", "5N3"), T("Crofton", "WF4", "5N3"),
	T("Ossett", "WF5", "5N3"), T("Normanton", "WF6", "5N3"), T("Featherstone", "WF7", "5N3"),
	T("Pontefract", "WF8", "5N3"), T("Hemsworth", "WF9", "5N3"), T("Castleford", "WF10", "5N3"),
	T("Knottingley", "WF11", "5N3"),
};
static const struct town staffordshire[] = {
	T("Cannock", "WS11", "5PK"), T("Rugeley", "WS15", "5PK"), T("Burton-on-Trent", "DE14", "5PK"),
	T("Uttoxeter", "ST14", "5PK"), T("Denstone", "ST14", "5PK"), T("Lichfield", "WS13", "5PK"),
	T("Newcastle-under-Lyme", "ST5", "5PH"), T("Kidsgrove", "ST7", "5PH"), T("Codsall", "WV8", "5PK"),
	T("Stafford", "ST16", "5PK"), T("Stafford", "ST17", "5PK"), T("Stone", "ST15", "5PK"),
	T("Leek", "ST13", "5PH"), T("Cheadle", "ST10", "5PH"), T("Tamworth", "B77", "5PK"),
};
static const struct town kent[] = {
	T("Ashford", "TN23", "5QA"), T("Tenterden", "TN30", "5QA"), T("Canterbury", "CT1", "5QA"),
	T("Herne Bay", "CT6", "5QA"), T("Whitstable", "CT5", "5QA"), T("Dartford", "DA1", "5P9"),
	T("Dover", "CT16", "5QA"), T("Deal", "CT14", "5QA"), T("Gravesend", "DA12", "5P9"),
	T("Maidstone", "ME15", "5P9"), T("Maidstone", "ME16", "5P9"), T("Sevenoaks", "TN13", "5P9"),
	T("Folkestone", "CT19", "5QA"), T("Hythe", "CT21", "5QA"), T("Sittingbourne", "ME10", "5QA"),
	T("Faversham", "ME13", "5QA"), T("Sheerness", "ME12", "5QA"), T("Broadstairs", "CT10", "5QA"),
	T("Margate", "CT9", "5QA"), T("Ramsgate", "CT11", "5QA"), T("Tonbridge", "TN9", "5P9"),
	T("Tunbridge Wells", "TN2", "5P9"),
};

static const struct {
	char number[4];
	struct slice county;
	const struct town *towns;
	uint32_t town_count, first_area, area_count, diversity;
} known[] = {
	{ "928", SLICE_INIT("Northamptonshire"), northamptonshire, 16, 26925, 410, 80 },
	{ "940", SLICE_INIT("Northamptonshire"), northamptonshire, 8, 26925, 205, 75 },
	{ "941", SLICE_INIT("Northamptonshire"), northamptonshire + 8, 8, 27130, 205, 85 },
	{ "384", SLICE_INIT("West Yorkshire"), wakefield, 10, 11764, 209, 45 },
	{ "860", SLICE_INIT("Staffordshire"), staffordshire, 15, 29420, 525, 40 },
	{ "886", SLICE_INIT("Kent"), kent, 22, 23990, 883, 65 },
};

/* Postcode areas of the other authorities, by number; several by the first town.
 * London's are more diverse than the nation, others taken as a little less. */
static const struct {
	char number[4], district[5];
} districts[] = {
	{ "201", "EC" }, { "202", "NW" }, { "203", "SE" }, { "204", "E" }, { "205", "W" },
	{ "206", "N" }, { "207", "SW" }, { "208", "SW" }, { "209", "SE" }, { "210", "SE" },
	{ "211", "E" }, { "212", "SW" }, { "213", "W" }, { "301", "RM" }, { "302", "N" },
	{ "303", "DA" }, { "304", "HA" }, { "305", "BR" }, { "306", "CR" }, { "307", "W" }, { "308", "EN" },
	{ "309", "N" }, { "310", "HA" }, { "311", "RM" }, { "312", "UB" }, { "313", "TW" },
	{ "314", "KT" }, { "315", "SW" }, { "316", "E" }, { "317", "IG" }, { "318", "TW" },
	{ "319", "SM" }, { "320", "E" }, { "330", "B" }, { "331", "CV" }, { "332", "DY" },
	{ "333", "B" }, { "334", "B" }, { "335", "WS" }, { "336", "WV" }, { "340", "L" },
	{ "341", "L" }, { "342", "WA" }, { "343", "PR" }, { "344", "CH" }, { "350", "BL" },
	{ "351", "BL" }, { "352", "M" }, { "353", "OL" }, { "354", "OL" }, { "355", "M" },
	{ "356", "SK" }, { "357", "SK" }, { "358", "M" }, { "370", "S" }, { "371", "DN" },
	{ "372", "S" }, { "373", "S" }, { "380", "BD" }, { "381", "HX" }, { "382", "HD" },
	{ "383", "LS" }, { "390", "NE" }, { "391", "NE" }, { "392", "NE" }, { "393", "NE" },
	{ "394", "SR" }, { "420", "TR" }, { "800", "BA" }, { "801", "BS" }, { "802", "BS" },
	{ "803", "BS" }, { "805", "TS" }, { "806", "TS" }, { "807", "TS" }, { "808", "TS" },
	{ "810", "HU" }, { "811", "HU" }, { "812", "DN" }, { "813", "DN" }, { "815", "YO" },
	{ "816", "YO" }, { "821", "LU" }, { "822", "MK" }, { "823", "SG" }, { "825", "HP" },
	{ "826", "MK" }, { "830", "DE" }, { "831", "DE" }, { "835", "DT" }, { "836", "BH" },
	{ "837", "BH" }, { "838", "DT" }, { "839", "BH" }, { "840", "DH" }, { "841", "DL" },
	{ "845", "TN" }, { "846", "BN" }, { "850", "SO" }, { "851", "PO" }, { "852", "SO" },
	{ "855", "LE" }, { "856", "LE" }, { "857", "LE" }, { "861", "ST" }, { "865", "SN" },
	{ "866", "SN" }, { "867", "RG" }, { "868", "SL" }, { "869", "RG" }, { "870", "RG" },
	{ "871", "SL" }, { "872", "RG" }, { "873", "CB" }, { "874", "PE" }, { "876", "WA" },
	{ "877", "WA" }, { "878", "EX" }, { "879", "PL" }, { "880", "TQ" }, { "881", "CM" },
	{ "882", "SS" }, { "883", "RM" }, { "884", "HR" }, { "885", "WR" }, { "887", "ME" },
	{ "888", "PR" }, { "889", "BB" }, { "890", "FY" }, { "891", "NG" }, { "892", "NG" },
	{ "893", "SY" }, { "894", "TF" }, { "895", "CW" }, { "896", "CH" }, { "908", "TR" },
	{ "909", "CA" }, { "916", "GL" }, { "919", "AL" }, { "921", "PO" }, { "925", "LN" },
	{ "926", "NR" }, { "929", "NE" }, { "931", "OX" }, { "933", "TA" }, { "935", "IP" },
	{ "936", "GU" }, { "937", "CV" }, { "938", "BN" }, { "942", "CA" }, { "943", "LA" },
};

static const struct slice street_names[] = {
#define N(text) SLICE_INIT(text)
	N("Station"), N("Church"), N("Mill"), N("Orchard"), N("Priory"), N("St Mary's"), N("Windmill"),
	N("Victoria"), N("Albert"), N("Park"), N("School"), N("Manor"), N("Chapel"), N("Queen's"),
	N("King's"), N("Hawthorn"), N("Birch"), N("Oak"), N("Chestnut"), N("Willow"), N("Elm"),
	N("Cherry Tree"), N("Beech"), N("Holly"), N("Rowan"), N("Saddlers"), N("Hop Garden"),
	N("Wheatsheaf"), N("Brickfield"), N("Quarry"), N("Swan"), N("George"), N("Milton"), N("Byron"),
	N("Shakespeare"), N("Tennyson"), N("Wordsworth"), N("Churchill"), N("Nelson"), N("Wellington"),
	N("Balmoral"), N("Windsor"), N("Sandringham"), N("Dover"), N("Derby"), N("York"), N("Lincoln"),
	N("Abbey"), N("Castle"), N("Bridge"), N("Ferry"), N("Harbour"), N("Meadow"), N("Brook"),
	N("Spring"), N("Hillside"), N("Valley"), N("Woodland"), N("Kestrel"), N("Kingfisher"),
	N("Lapwing"), N("Nightingale"), N("Foxglove"), N("Primrose"), N("Bluebell"), N("Poppy"),
	N("Old Forge"), N("Cobblers"), N("Potters"), N("Tannery"), N("Colliery"), N("Canal"),
	N("Doctor Harrison's"), N("Alma"), N("Inkerman"), N("Jubilee"), N("Coronation"), N("Festival"),
};
static const struct slice street_kinds[] = {
	N("Road"), N("Road"), N("Street"), N("Street"), N("Close"), N("Close"), N("Avenue"),
	N("Lane"), N("Drive"), N("Way"), N("Crescent"), N("Gardens"), N("Court"), N("Rise"), N("Walk"),
	N("Grove"), N("Terrace"), N("Place"), N("Hill"), N("View"), N("Mews"), N("Green"),
};
static const struct slice localities[] = {
	N("Westfield"), N("Church End"), N("Upper Green"), N("Newtown"), N("Northfields"), N("St Peter's"),
	N("Hillside"), N("Moorside"), N("Eastgate"), N("The Meadows"), N("Kingsway"), N("Oldbrook"),
	N("Queensway"), N("Southwood"), N("Lodge Park"), N("Castle Hill"),
#undef N
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Towns of an authority that is known by its postcode area alone. */
static void make_towns(struct authority_place *authority, const char *area,
		       struct slice label, uint64_t key)
{
	bool london = authority->number[0] == '2' ||
		      strncmp(authority->number, "30", 2) == 0 ||
		      strncmp(authority->number, "31", 2) == 0 ||
		      strncmp(authority->number, "320", 3) == 0;
	size_t length = strlen(area);
	uint32_t first = 1 + (uint32_t)(key % 4);

	authority->made_pct[0] = '5';
	authority->made_pct[1] = (char)('A' + key / 8 % 16);
	authority->made_pct[2] = (char)('1' + key / 128 % 9);
	authority->town_count = 6;
	for (size_t i = 0; i < authority->town_count; i++) {
		char *district = authority->made_districts[i];
		uint32_t number = first + (uint32_t)i;

		memcpy(district, area, length);
		district[length] = (char)('0' + number);
		if (number > 9) {
			district[length] = '1';
			district[length + 1] = (char)('0' + number - 10);
		}
		/* The centre of London writes a letter after the number. */
		if (strcmp(area, "EC") == 0)
			memcpy(district, (char[]){'E', 'C', '1', 'A' + (char)i},
			       4);
		authority->towns[i] =
			(struct town){.name = london ? SLICE("London") : label,
				      .district = slice_of(district),
				      .pct = slice_of(authority->made_pct)};
	}
	authority->county = label;
	authority->diversity = london ? 190 : 90;
	authority->first_area = 1000 + (uint32_t)(key / 1024 % 31000);
	authority->area_count = 180;
}

void places_authority(struct authority_place *authority, struct slice number,
		      struct slice label)
{
	const char *area = "ZZ";

	*authority = (struct authority_place){0};
	memcpy(authority->number, number.at, 3);
	for (size_t i = 0; i < COUNT(known); i++) {
		if (!slice_is(number, known[i].number))
			continue;
		authority->county = known[i].county;
		authority->town_count = known[i].town_count;
		memcpy(authority->towns, known[i].towns,
		       known[i].town_count * sizeof(struct town));
		authority->first_area = known[i].first_area;
		authority->area_count = known[i].area_count;
		authority->diversity = known[i].diversity;
		return;
	}
	for (size_t i = 0; i < COUNT(districts); i++)
		if (slice_is(number, districts[i].number))
			area = districts[i].district;
	make_towns(authority, area, label, lots_text(0, number));
}

const struct town *places_town(const struct authority_place *authority,
			       uint32_t area)
{
	uint32_t towns = (uint32_t)authority->town_count;
	uint32_t at = area - authority->first_area;

	if (area < authority->first_area || at >= authority->area_count)
		at = area / 8 % towns;
	else
		at = at * towns / authority->area_count;
	return &authority->towns[at];
}

static void code_of_area(char text[AREA_BYTES], char kind, uint32_t number)
{
	memcpy(text, "E00000000", AREA_BYTES);
	text[2] = kind;
	for (int i = 8; i > 2; i--) {
		text[i] = (char)('0' + number % 10);
		number /= 10;
	}
}

void places_lsoa(uint32_t area, char text[AREA_BYTES])
{
	code_of_area(text, '1', area);
}

void places_msoa(uint32_t area, char text[AREA_BYTES])
{
	code_of_area(text, '2', area / 5);
}

void places_postcode(const struct authority_place *authority, uint32_t area,
		     uint32_t street, char text[POSTCODE_BYTES])
{
	static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
	struct slice district = places_town(authority, area)->district;
	uint32_t unit =
		(area * STREETS_OF_AREA + street % STREETS_OF_AREA) % 3600;
	char *end = text + district.len;

	memcpy(text, district.at, district.len);
	*end++ = ' ';
	*end++ = (char)('1' + unit % 9);
	*end++ = letters[unit / 9 % 20];
	*end++ = letters[unit / 180];
	*end = '\0';
}

struct slice places_street_name(uint32_t area, uint32_t street)
{
	/* Neighbouring areas have other streets. */
	return street_names[(area * 29 + street * 5) % COUNT(street_names)];
}

struct slice places_street_kind(uint32_t area, uint32_t street)
{
	return street_kinds[(area * 7 + street * 3 + area / 9) %
			    COUNT(street_kinds)];
}

struct slice places_locality(uint32_t area)
{
	return localities[area / 3 % COUNT(localities)];
}
