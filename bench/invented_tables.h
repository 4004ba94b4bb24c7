/*
 * invented_tables.h - the stock from which pupils are invented.  Included by
 * invented.c alone.  Names are common ones, shuffled; some carry what software
 * stumbles over: apostrophes, hyphens, spaces, accents.
 */

/* clang-format off */
static const char *const girls[] = {
	"Amelia", "Olivia", "Isla", "Ava", "Ivy", "Freya", "Lily", "Florence",
	"Mia", "Willow", "Rosie", "Sophia", "Isabella", "Grace", "Daisy",
	"Zoë", "Chloé", "Renée", "Siân", "Aoife", "Niamh", "Mary-Kate",
	"Anna-Lena", "Aisha", "Fatima", "Maryam", "Zainab", "Priya", "Anjali",
	"Chiamaka", "Adaeze", "Zofia", "Agnieszka", "Małgorzata", "Ioana",
	"Beatriz", "Leticia", "Mei Ling", "Shreya", "Elif",
};

static const char *const boys[] = {
	"Oliver", "George", "Arthur", "Noah", "Muhammad", "Leo", "Oscar",
	"Harry", "Archie", "Jack", "Henry", "Charlie", "Freddie", "Theodore",
	"Alfie", "D'Arcy", "José", "André", "Seán", "Rhys", "Jean-Luc",
	"Søren", "Łukasz", "Jakub", "Mateusz", "Ibrahim", "Yusuf", "Hamza",
	"Arjun", "Rohan", "Chukwuemeka", "Oluwaseun", "Kwame", "Ștefan",
	"Andrei", "João", "Mehmet", "Wei", "Bilal", "Tomás",
};

static const char *const surnames[] = {
	"Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson",
	"Davies", "Robinson", "Wright", "Thompson", "Evans", "Walker", "White",
	"Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke", "Hughes",
	"Edwards", "Turner", "Hill", "Cooper", "Ward", "Morris", "Baker",
	"Harris", "King", "Watson", "Parker", "Bennett", "Young", "Carter",
	"Shaw", "Fletcher", "Pemberton", "Ashdown", "Wickenden", "Goldsack",
	"Hogben", "O'Brien", "O'Neill", "D'Souza", "Ó Súilleabháin",
	"Smith-Jones", "Fitzgerald-Hope", "Van der Berg", "McAllister", "St John",
	"Khan", "Hussain", "Ahmed", "Begum", "Patel", "Singh", "Kaur", "Sharma",
	"Okafor", "Adeyemi", "Mensah", "Nowak", "Kowalczyk", "Wójcik",
	"Popescu", "Müller", "Núñez", "Gonçalves", "Çelik", "Chen", "Nguyễn",
	"Rai", "Gurung",
};

static const char *const streets[] = {
	"Orchard Lane", "Station Road", "Mill Street", "Church Hill",
	"Priory Way", "St Mary's Close", "Windmill Rise", "Saddlers Mews",
	"Hop Garden Road", "Wheatsheaf Lane", "Cherry Tree Walk",
	"King's Acre", "The Drove", "Brickfield Avenue", "Quarry Edge",
	"Swan Court",
};

/* An area: weight is how many pupils of 1000 live there, so uneven that some
 * areas have few. */
struct place {
	unsigned int weight;
	const char *lsoa, *locality, *town, *district;
};

static const struct place kent[] = {
	{ 260, "E01024661", "Northdown",   "Margate",    "CT9 3" },
	{ 190, "E01024648", "Westbrook",   "Margate",    "CT9 5" },
	{ 150, "E01024672", "Newington",   "Ramsgate",   "CT11 8" },
	{ 120, "E01024635", "St Peter's",  "Broadstairs","CT10 2" },
	{ 100, "E01024059", "Wincheap",    "Canterbury", "CT1 3" },
	{  80, "E01024101", "Seasalter",   "Whitstable", "CT5 4" },
	{  60, "E01024213", "Buckland",    "Dover",      "CT16 2" },
	{  40, "E01024490", "Cheriton",    "Folkestone", "CT20 3" },
	{ 0 },
};

static const struct place northamptonshire[] = {
	{ 230, "E01027138", "Blackthorn",  "Northampton",    "NN3 8" },
	{ 180, "E01027142", "Lumbertubs",  "Northampton",    "NN3 8" },
	{ 150, "E01027219", "Kingsthorpe", "Northampton",    "NN2 7" },
	{ 120, "E01027203", "Far Cotton",  "Northampton",    "NN4 8" },
	{  95, "E01027161", "Duston",      "Northampton",    "NN5 6" },
	{  70, "E01027077", "Queensway",   "Wellingborough", "NN8 3" },
	{  50, "E01027091", "Hemmingwell", "Wellingborough", "NN8 4" },
	{  38, "E01027013", "Kingswood",   "Corby",          "NN18 9" },
	{  27, "E01027024", "Lodge Park",  "Corby",          "NN17 2" },
	{  18, "E01027045", "Grange",      "Kettering",      "NN16 0" },
	{  13, "E01027115", "Middlemore",  "Daventry",       "NN11 8" },
	{   9, "E01027188", "Shelfleys",   "Northampton",    "NN4 9" },
	{ 0 },
};

struct weighted {
	unsigned int weight;
	const char *text;
};

static const struct weighted ethnicities[] = {
	{ 700, "WBRI" }, { 60, "WOTH" }, { 30, "MWBC" }, { 20, "MWAS" },
	{ 15, "MOTH" }, { 30, "AIND" }, { 30, "APKN" }, { 20, "ABAN" },
	{ 40, "BAFR" }, { 15, "BCRB" }, { 8, "CHNE" }, { 8, "WROM" },
	{ 4, "WIRT" }, { 10, "OOTH" }, { 10, "REFU" }, { 0 },
};

static const struct weighted languages[] = {
	{ 860, "ENG" }, { 30, "POL" }, { 20, "RMN" }, { 20, "URD" },
	{ 15, "PNJ" }, { 12, "BNG" }, { 10, "GUJ" }, { 8, "SOM" }, { 8, "TUR" },
	{ 7, "POR" }, { 5, "NEP" }, { 5, "ARA" }, { 0 },
};

/* Provision before and since the reform of September 2014. */
static const struct weighted provisions_2002[] = {
	{ 760, "N" }, { 130, "A" }, { 80, "P" }, { 30, "S" }, { 0 },
};
static const struct weighted provisions_2014[] = {
	{ 620, "N" }, { 260, "K" }, { 120, "E" }, { 0 },
};
static const struct weighted needs_2002[] = {
	{ 400, "BESD" }, { 250, "MLD" }, { 200, "SPLD" }, { 80, "SLCN" },
	{ 40, "ASD" }, { 30, "HI" }, { 0 },
};
static const struct weighted needs_2014[] = {
	{ 450, "SEMH" }, { 180, "SLCN" }, { 150, "SPLD" }, { 120, "ASD" },
	{ 70, "MLD" }, { 30, "PD" }, { 0 },
};

/* Reasons before and since September 2020, and what a fixed term was called
 * before and since September 2021. */
static const char *const reasons_2003[] = {
	"PP", "PA", "VP", "VA", "BU", "RA", "DA", "DM", "TH", "DB",
};
static const char *const reasons_2020[] = {
	"PP", "PA", "VP", "VA", "OW", "BU", "RA", "DA", "DM", "TH", "DB", "MT",
};

static const char *const medical_notes[] = {
	"Asthma: inhaler kept in the office",
	"Allergy to nuts: two adrenaline pens in the office",
	"Type 1 diabetes: care plan with the nurse",
	"Epilepsy: care plan with the nurse",
	"Wears hearing aids; sits at the front",
};
/* clang-format on */
