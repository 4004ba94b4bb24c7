#include "generate/names.h"

/*
 * Forenames: among the most common of their years in England and Wales (Office
 * for National Statistics, Baby names; for those born before 1996 its historic
 * top 100 lists), and for the other groups among the most common of the
 * countries that families come from.  Surnames: among the most common of the
 * electoral roll and of the countries meant.  Orders are unconfirmed.  Some carry
 * what software stumbles over: apostrophes, hyphens, spaces, accents, letters
 * beyond Latin-1, one letter, capitals within, several ways to write one name.
 */

/* clang-format off */
#define N(text) SLICE_INIT(text)

static const struct slice british_girls_2010[] = {
	N("Olivia"), N("Amelia"), N("Isla"), N("Emily"), N("Ava"), N("Lily"), N("Mia"), N("Sophia"),
	N("Isabella"), N("Grace"), N("Poppy"), N("Ella"), N("Evie"), N("Charlotte"), N("Jessica"),
	N("Daisy"), N("Sophie"), N("Freya"), N("Alice"), N("Ivy"), N("Florence"), N("Willow"),
	N("Rosie"), N("Sienna"), N("Ruby"), N("Evelyn"), N("Phoebe"), N("Elsie"), N("Matilda"),
	N("Millie"), N("Scarlett"), N("Chloe"), N("Harriet"), N("Eva"), N("Lola"), N("Imogen"),
	N("Layla"), N("Maisie"), N("Erin"), N("Esme"), N("Thea"), N("Erin"), N("Bella"), N("Summer"),
	N("Holly"), N("Lottie"), N("Eliza"), N("Nancy"), N("Lexi"), N("Penelope"), N("Gracie"),
	N("Beatrice"), N("Eleanor"), N("Robyn"), N("Darcie"), N("Darcey"), N("Martha"), N("Amber"),
	N("Violet"), N("Jasmine"), N("Lacey"), N("Hollie"), N("Megan"), N("Skye"), N("Zoë"),
	N("Isobel"), N("Heidi"), N("Abigail"), N("Aurora"), N("Iris"), N("Orla"), N("Margot"),
	N("Mabel"), N("Lyla"), N("Rose"), N("Bonnie"), N("Tilly"), N("Annabelle"), N("Lily-Mae"),
	N("Ellie-Mae"), N("Gracie-Mae"), N("Lilly-Rose"), N("Ava-Grace"), N("Siân"), N("Seren"),
	N("Ffion"), N("Emmeline"), N("Chloé"), N("Renée"), N("Anaïs"), N("Connie"), N("Dolly"),
	N("Edith"), N("Faith"), N("Georgia"), N("Honey"), N("Josie"), N("Kitty"), N("Libby"),
	N("Molly"), N("Niamh"), N("Ottilie"), N("Pippa"), N("Quinn"), N("Sadie"), N("Teddie"),
	N("Una"), N("Verity"), N("Winnie"), N("Zara"),
};
static const struct slice british_girls_1995[] = {
	N("Jessica"), N("Chloe"), N("Emily"), N("Sophie"), N("Megan"), N("Charlotte"), N("Lauren"),
	N("Rebecca"), N("Hannah"), N("Ellie"), N("Katie"), N("Lucy"), N("Olivia"), N("Georgia"),
	N("Bethany"), N("Emma"), N("Amy"), N("Molly"), N("Holly"), N("Shannon"), N("Grace"),
	N("Abigail"), N("Jade"), N("Eleanor"), N("Leah"), N("Laura"), N("Rachel"), N("Alice"),
	N("Paige"), N("Sarah"), N("Amber"), N("Natasha"), N("Danielle"), N("Courtney"), N("Caitlin"),
	N("Mia"), N("Ella"), N("Isabelle"), N("Phoebe"), N("Daisy"), N("Gemma"), N("Kirsty"),
	N("Melissa"), N("Zoe"), N("Kayleigh"), N("Abbie"), N("Jasmine"), N("Imogen"), N("Jodie"),
	N("Victoria"), N("Stephanie"), N("Natalie"), N("Nicole"), N("Amelia"), N("Alexandra"),
	N("Louise"), N("Elizabeth"), N("Samantha"), N("Hollie"), N("Rosie"), N("Tia"), N("Demi-Leigh"),
	N("Ellie-Mae"), N("Niamh"), N("Siân"), N("Cerys"), N("Freya"), N("Maisie"), N("Poppy"),
	N("Summer"), N("Lydia"), N("Eve"), N("Skye"), N("Aimee"), N("Aimée"), N("Zoë"), N("Harriet"),
	N("Keira"), N("Libby"), N("Tegan"), N("Francesca"), N("Martha"), N("Heather"), N("Naomi"),
	N("Anna"), N("Matilda"), N("Gabrielle"), N("Evie"), N("Kiera"), N("Lara"), N("Scarlett"),
};
static const struct slice british_women[] = {
	N("Sarah"), N("Claire"), N("Emma"), N("Nicola"), N("Lisa"), N("Joanne"), N("Michelle"),
	N("Rebecca"), N("Kelly"), N("Louise"), N("Samantha"), N("Karen"), N("Rachel"), N("Julie"),
	N("Amanda"), N("Donna"), N("Helen"), N("Deborah"), N("Tracey"), N("Laura"), N("Victoria"),
	N("Gemma"), N("Jennifer"), N("Amy"), N("Natalie"), N("Kerry"), N("Stephanie"), N("Leanne"),
	N("Vicky"), N("Hayley"), N("Zoe"), N("Jane"), N("Katherine"), N("Catherine"), N("Caroline"),
	N("Alison"), N("Sharon"), N("Angela"), N("Jacqueline"), N("Elizabeth"), N("Danielle"),
	N("Stacey"), N("Charlotte"), N("Kirsty"), N("Melanie"), N("Anna"), N("Lindsay"), N("Heather"),
	N("Hannah"), N("Katie"), N("Lucy"), N("Jodie"), N("Natasha"), N("Holly"), N("Marie"),
	N("Suzanne"), N("Dawn"), N("Tina"), N("Maxine"), N("Ruth"), N("Jo"), N("Siân"), N("Zoë"),
};
static const struct slice british_boys_2010[] = {
	N("Oliver"), N("George"), N("Harry"), N("Jack"), N("Noah"), N("Charlie"), N("Jacob"), N("Leo"),
	N("Alfie"), N("Thomas"), N("Oscar"), N("William"), N("James"), N("Henry"), N("Freddie"),
	N("Archie"), N("Joshua"), N("Theo"), N("Arthur"), N("Ethan"), N("Max"), N("Lucas"), N("Isaac"),
	N("Logan"), N("Joseph"), N("Riley"), N("Daniel"), N("Samuel"), N("Edward"), N("Theodore"),
	N("Mason"), N("Harrison"), N("Alexander"), N("Finley"), N("Benjamin"), N("Sebastian"),
	N("Tommy"), N("Toby"), N("Dylan"), N("Reggie"), N("Teddy"), N("Hugo"), N("Louie"), N("Ronnie"),
	N("Elijah"), N("Jenson"), N("Albie"), N("Bobby"), N("Reuben"), N("Luca"), N("Zachary"),
	N("Frankie"), N("Jude"), N("Ellis"), N("Roman"), N("Rory"), N("Harley"), N("Carter"),
	N("Ezra"), N("Jaxon"), N("Luke"), N("Stanley"), N("Callum"), N("Nathan"), N("Rowan"),
	N("Jesse"), N("Kai"), N("Sonny"), N("Blake"), N("Liam"), N("Caleb"), N("Ralph"), N("Rupert"),
	N("Dexter"), N("Tyler"), N("Cameron"), N("Connor"), N("Rhys"), N("Owen"), N("Evan"),
	N("Gabriel"), N("Felix"), N("Otis"), N("Wilfred"), N("Tobias"), N("Jack-James"),
	N("Tommy-Lee"), N("Alfie-Jay"), N("Bertie"), N("Chester"), N("D'Arcy"), N("Ewan"),
	N("Fergus"), N("Grayson"), N("Hector"), N("Iolo"), N("Kit"), N("Laurie"), N("Monty"),
	N("Ned"), N("Ollie"), N("Percy"), N("Raphaël"), N("Spencer"), N("Vinnie"), N("Woody"), N("Zac"),
};
static const struct slice british_boys_1995[] = {
	N("Jack"), N("Thomas"), N("James"), N("Daniel"), N("Joshua"), N("Matthew"), N("Ryan"),
	N("Luke"), N("Samuel"), N("Jordan"), N("Adam"), N("Benjamin"), N("Joseph"), N("Callum"),
	N("Liam"), N("William"), N("Connor"), N("George"), N("Jake"), N("Alexander"), N("Lewis"),
	N("Harry"), N("Nathan"), N("Michael"), N("Jamie"), N("Oliver"), N("Ben"), N("Kieran"),
	N("Bradley"), N("Aaron"), N("Charlie"), N("Kyle"), N("Cameron"), N("Ashley"), N("Christopher"),
	N("Robert"), N("David"), N("Dominic"), N("Edward"), N("Max"), N("Reece"), N("Louis"),
	N("Ethan"), N("Andrew"), N("Sam"), N("Tyler"), N("Dylan"), N("Alex"), N("Owen"), N("Elliot"),
	N("Elliott"), N("Rhys"), N("Scott"), N("Brandon"), N("Henry"), N("Toby"), N("Josh"),
	N("Declan"), N("Joe"), N("Mason"), N("Kane"), N("Robbie"), N("Jay"), N("Curtis"), N("Morgan"),
	N("Corey"), N("Sean"), N("Seán"), N("Jean-Luc"), N("Isaac"), N("Leon"), N("Harvey"),
	N("Marcus"), N("Archie"), N("Alfie"), N("Zak"), N("Hayden"), N("Taylor"), N("Leo"), N("Finley"),
	N("Jacob"), N("Peter"), N("Stephen"), N("John"), N("Craig"), N("Shane"), N("Mitchell"),
};
static const struct slice british_men[] = {
	N("David"), N("Paul"), N("Andrew"), N("Mark"), N("Christopher"), N("Richard"), N("James"),
	N("Lee"), N("Daniel"), N("Matthew"), N("Stephen"), N("Michael"), N("Robert"), N("John"),
	N("Simon"), N("Steven"), N("Darren"), N("Jonathan"), N("Peter"), N("Craig"), N("Jason"),
	N("Stuart"), N("Neil"), N("Wayne"), N("Anthony"), N("Gary"), N("Kevin"), N("Ian"), N("Adam"),
	N("Thomas"), N("Martin"), N("Carl"), N("Ryan"), N("Scott"), N("Philip"), N("Benjamin"),
	N("Gareth"), N("Graham"), N("Nicholas"), N("Timothy"), N("Shaun"), N("Dean"), N("Alan"),
	N("Colin"), N("Keith"), N("Karl"), N("Luke"), N("Jamie"), N("Ashley"), N("Barry"), N("Ben"),
	N("Nathan"), N("Russell"), N("Marc"), N("Sean"), N("Liam"), N("Tony"), N("Joe"), N("Rhys"),
};
static const struct slice british_surnames[] = {
	N("Smith"), N("Jones"), N("Taylor"), N("Brown"), N("Williams"), N("Wilson"), N("Johnson"),
	N("Davies"), N("Robinson"), N("Wright"), N("Thompson"), N("Evans"), N("Walker"), N("White"),
	N("Roberts"), N("Green"), N("Hall"), N("Wood"), N("Jackson"), N("Clarke"), N("Harris"),
	N("Clark"), N("Turner"), N("Hill"), N("Cooper"), N("Ward"), N("Moore"), N("Morris"),
	N("King"), N("Watson"), N("Baker"), N("Harrison"), N("Morgan"), N("Allen"), N("James"),
	N("Scott"), N("Phillips"), N("Martin"), N("Davis"), N("Parker"), N("Lee"), N("Bennett"),
	N("Price"), N("Griffiths"), N("Young"), N("Kelly"), N("Mitchell"), N("Cook"), N("Carter"),
	N("Richardson"), N("Bailey"), N("Collins"), N("Bell"), N("Shaw"), N("Murphy"), N("Miller"),
	N("Cox"), N("Marshall"), N("Simpson"), N("Anderson"), N("Ellis"), N("Adams"), N("Wilkinson"),
	N("Foster"), N("Chapman"), N("Mason"), N("Webb"), N("Rogers"), N("Gray"), N("Hunt"),
	N("Mills"), N("Holmes"), N("Palmer"), N("Matthews"), N("Fisher"), N("Barnes"), N("Knight"),
	N("Lloyd"), N("Butler"), N("Russell"), N("Stevens"), N("Barker"), N("Dixon"), N("Fletcher"),
	N("Pearson"), N("Jenkins"), N("Howard"), N("Andrews"), N("Reynolds"), N("Elliott"),
	N("Ford"), N("Fox"), N("Walsh"), N("Payne"), N("Dawson"), N("Cole"), N("West"), N("Day"),
	N("Brooks"), N("Pearce"), N("Atkinson"), N("Lawrence"), N("Bradley"), N("Gibson"),
	N("Spencer"), N("Rose"), N("Newman"), N("Burton"), N("Hart"), N("Booth"), N("Grant"),
	N("Hudson"), N("Perry"), N("Wells"), N("Hawkins"), N("Holland"), N("Cross"), N("Watts"),
	N("Harvey"), N("Bird"), N("Gardner"), N("Stone"), N("Saunders"), N("Nicholson"), N("Armstrong"),
	N("Berry"), N("Carr"), N("Lane"), N("Reed"), N("Black"), N("Hayes"), N("Woods"), N("Bishop"),
	N("Webster"), N("Parsons"), N("Gibbs"), N("Tucker"), N("Osborne"), N("Sutton"), N("Bowen"),
	N("Barrett"), N("Fuller"), N("Weaver"), N("Whitehead"), N("Hewitt"), N("Goodwin"), N("Slater"),
	N("Winter"), N("Cartwright"), N("Haynes"), N("Norris"), N("Potter"), N("Bates"), N("Akehurst"),
	N("Wickenden"), N("Goldsack"), N("Hogben"), N("Ashdown"), N("Sidebottom"), N("Ramsbottom"),
	N("Micklethwaite"), N("Oldroyd"), N("Hinchliffe"), N("Brocklehurst"), N("Cholmondeley"),
	N("Tideswell"), N("Bickerstaffe"), N("McDonald"), N("MacDonald"), N("McKenzie"), N("Mackenzie"),
	N("St John"), N("Fitzgerald"), N("Le Page"), N("De la Mare"), N("Ap Rhys"), N("Pryce-Jones"),
	N("Smith-Jones"), N("Barker-Hill"), N("O'Reilly"), N("O'Dell"), N("D'Eath"), N("Ng"),
};

static const struct slice irish_girls[] = {
	N("Aoife"), N("Caoimhe"), N("Saoirse"), N("Niamh"), N("Ciara"), N("Aisling"), N("Róisín"),
	N("Sinéad"), N("Orlaith"), N("Fiadh"), N("Clodagh"), N("Gráinne"), N("Éabha"), N("Mary-Kate"),
	N("Bridget"), N("Siobhán"), N("Maeve"), N("Grace"), N("Erin"), N("Shannon"), N("Clara"),
};
static const struct slice irish_boys[] = {
	N("Conor"), N("Sean"), N("Seán"), N("Patrick"), N("Cian"), N("Oisín"), N("Darragh"),
	N("Fionn"), N("Cillian"), N("Pádraig"), N("Eoin"), N("Tadhg"), N("Ciarán"), N("Liam"),
	N("Rory"), N("Declan"), N("Aidan"), N("Michael"), N("James"), N("Colm"), N("Brendan"),
};
static const struct slice irish_surnames[] = {
	N("Murphy"), N("Kelly"), N("O'Sullivan"), N("Walsh"), N("O'Brien"), N("Byrne"), N("Ryan"),
	N("O'Connor"), N("O'Neill"), N("O'Reilly"), N("Doyle"), N("McCarthy"), N("Gallagher"),
	N("Doherty"), N("Kennedy"), N("Lynch"), N("Murray"), N("Quinn"), N("Moore"), N("McLoughlin"),
	N("Ó Súilleabháin"), N("Ní Dhomhnaill"), N("Nic Giolla Bhríde"), N("Fitzpatrick"), N("Brennan"),
};

static const struct slice traveller_girls[] = {
	N("Margaret"), N("Mary-Ann"), N("Bridget"), N("Shantel"), N("Kathleen"), N("Crystal"),
	N("Helen"), N("Savannah"), N("Mary-Kate"), N("Lavinia"), N("Chantelle"), N("Winifred"),
};
static const struct slice traveller_boys[] = {
	N("Patrick"), N("John-Boy"), N("Martin"), N("Jimmy"), N("Paddy"), N("Levi"), N("Miley"),
	N("Simey"), N("Johnny"), N("Thomas"), N("Felix"), N("Hughie"), N("Bartley"),
};
static const struct slice traveller_surnames[] = {
	N("Ward"), N("Connors"), N("McDonagh"), N("Doran"), N("Cash"), N("Maughan"), N("Stokes"),
	N("Delaney"), N("Lee"), N("Smith"), N("Cooper"), N("Boswell"), N("Penfold"), N("Coffey"),
};



static const struct slice roma_girls[] = {
	N("Denisa"), N("Vanesa"), N("Nikola"), N("Kristína"), N("Larisa"), N("Narcisa"), N("Rebeka"),
	N("Sabína"), N("Alžbeta"), N("Esmeralda"), N("Viorica"), N("Crina"),
};
static const struct slice roma_boys[] = {
	N("Dominik"), N("Kevin"), N("Patrik"), N("Rikardo"), N("Samuel"), N("Denis"), N("Ionut"),
	N("Ramón"), N("Alex"), N("Marián"), N("Florin"), N("Sebastián"),
};
static const struct slice roma_surnames[] = {
	N("Horváth"), N("Balog"), N("Kováč"), N("Pešta"), N("Tokár"), N("Gabor"), N("Stan"),
	N("Ciuraru"), N("Lakatos"), N("Žiga"), N("Gunár"), N("Mirga"),
};

static const struct slice pakistani_girls[] = {
	N("Fatima"), N("Aisha"), N("Maryam"), N("Zainab"), N("Ayesha"), N("Khadija"), N("Hafsa"),
	N("Amina"), N("Zara"), N("Inaya"), N("Iqra"), N("Sumaiya"), N("Hira"), N("Aleena"), N("Noor"),
	N("Safa"), N("Aamina"), N("Mahnoor"), N("Eshal"), N("Alishba"), N("Anaya"), N("Sana"),
	N("Ayesha Noor"), N("Umm-e-Habiba"), N("Zoya"), N("Rabia"), N("Saima"), N("Nazia"), N("Shazia"),
};
static const struct slice pakistani_boys[] = {
	N("Muhammad"), N("Mohammed"), N("Mohammad"), N("Ibrahim"), N("Yusuf"), N("Adam"), N("Hamza"),
	N("Ali"), N("Ahmad"), N("Ahmed"), N("Zayn"), N("Bilal"), N("Hassan"), N("Umar"), N("Abdullah"),
	N("Musa"), N("Haris"), N("Rayyan"), N("Mohammed Ali"), N("Muhammad-Yusuf"), N("Ismail"),
	N("Idris"), N("Zakariya"), N("Abdur-Rahman"), N("Imran"), N("Tariq"), N("Asif"), N("Sajid"),
};
static const struct slice pakistani_surnames[] = {
	N("Khan"), N("Hussain"), N("Ahmed"), N("Ali"), N("Mahmood"), N("Iqbal"), N("Akhtar"), N("Malik"),
	N("Mohammed"), N("Shah"), N("Bibi"), N("Begum"), N("Mirza"), N("Chaudhry"), N("Choudhary"),
	N("Raja"), N("Butt"), N("Qureshi"), N("Siddiqui"), N("Aslam"), N("Rehman"), N("Ur-Rehman"),
	N("Kausar"), N("Parveen"), N("Javed"), N("Rafiq"), N("Hussein"), N("Zaman"), N("Younis"),
};

static const struct slice bangladeshi_girls[] = {
	N("Fatima"), N("Maryam"), N("Aisha"), N("Sumaiya"), N("Tahmina"), N("Nusrat"), N("Jannat"),
	N("Sadia"), N("Anika"), N("Tasnim"), N("Mariam"), N("Nadia"), N("Rahima"), N("Shirin"),
	N("Farhana"), N("Sanjida"), N("Ruksana"), N("Hafiza"),
};
static const struct slice bangladeshi_boys[] = {
	N("Muhammad"), N("Mohammed"), N("Md"), N("Abdul"), N("Ibrahim"), N("Yusuf"), N("Tahmid"),
	N("Rayhan"), N("Sami"), N("Zakir"), N("Imran"), N("Nayeem"), N("Rakib"), N("Ayaan"), N("Yahya"),
	N("Abdul-Malik"), N("Shafiq"), N("Kamal"), N("Jubair"),
};
static const struct slice bangladeshi_surnames[] = {
	N("Begum"), N("Miah"), N("Ahmed"), N("Islam"), N("Uddin"), N("Khatun"), N("Rahman"), N("Ali"),
	N("Hussain"), N("Choudhury"), N("Chowdhury"), N("Hoque"), N("Haque"), N("Alam"), N("Khanom"),
	N("Islam Khan"), N("Sultana"), N("Akther"), N("Karim"), N("Sarkar"), N("Talukder"),
};

static const struct slice hindu_girls[] = {
	N("Aanya"), N("Diya"), N("Saanvi"), N("Anaya"), N("Priya"), N("Riya"), N("Aadhya"), N("Kavya"),
	N("Anjali"), N("Shreya"), N("Meera"), N("Isha"), N("Nisha"), N("Pooja"), N("Tara"), N("Lakshmi"),
	N("Krisha"), N("Mahi"), N("Jiya"), N("Bhavika"), N("Sneha"), N("Divya"), N("Ananya"),
};
static const struct slice hindu_boys[] = {
	N("Aarav"), N("Arjun"), N("Vihaan"), N("Dhruv"), N("Rohan"), N("Aditya"), N("Krish"), N("Dev"),
	N("Shiv"), N("Nikhil"), N("Jay"), N("Ishaan"), N("Kiran"), N("Rahul"), N("Vivaan"), N("Amit"),
	N("Sanjay"), N("Hiren"), N("Nirav"), N("Yash"), N("Om"), N("Veer"), N("Rudra"),
};
static const struct slice hindu_surnames[] = {
	N("Patel"), N("Shah"), N("Sharma"), N("Kumar"), N("Mistry"), N("Desai"), N("Parmar"), N("Gupta"),
	N("Reddy"), N("Nair"), N("Chauhan"), N("Joshi"), N("Rao"), N("Modi"), N("Thakur"), N("Solanki"),
	N("D'Souza"), N("Fernandes"), N("Iyer"), N("Thomas"), N("Menon"), N("Varghese"), N("Mehta"),
};

static const struct slice sikh_girls[] = {
	N("Simran"), N("Jasmin"), N("Harleen"), N("Manpreet"), N("Gurleen"), N("Kiran"), N("Amrit"),
	N("Harpreet"), N("Jasleen"), N("Navneet"), N("Sukhpreet"), N("Avneet"), N("Ravneet"), N("Anmol"),
	N("Mehar"), N("Japji"),
};
static const struct slice sikh_boys[] = {
	N("Gurpreet"), N("Harjot"), N("Arjan"), N("Jaspreet"), N("Manvir"), N("Sukhdeep"), N("Ranveer"),
	N("Karan"), N("Harvir"), N("Amar"), N("Jasdeep"), N("Gurnoor"), N("Angad"), N("Sahib"),
	N("Fateh"), N("Jovan"),
};
static const struct slice sikh_surnames[] = {
	N("Singh"), N("Singh Gill"), N("Dhillon"), N("Sandhu"), N("Gill"), N("Sidhu"), N("Grewal"),
	N("Bains"), N("Johal"), N("Dhaliwal"), N("Virk"), N("Sohal"), N("Singh"), N("Singh"), N("Uppal"),
};

static const struct slice african_girls[] = {
	N("Chiamaka"), N("Adaeze"), N("Oluwaseun"), N("Temitope"), N("Ifeoluwa"), N("Blessing"),
	N("Precious"), N("Ama"), N("Akosua"), N("Abena"), N("Grace"), N("Esther"), N("Deborah"),
	N("Tariro"), N("Rutendo"), N("Nyasha"), N("Favour"), N("Ngozi"), N("Oluwadamilola"), N("Chidera"),
	N("Gloire"), N("Merveille"), N("Mary"), N("Joy"), N("Elizabeth"),
};
static const struct slice african_boys[] = {
	N("Emmanuel"), N("David"), N("Samuel"), N("Daniel"), N("Oluwaseyi"), N("Ayomide"), N("Chukwuemeka"),
	N("Tobi"), N("Kwame"), N("Kofi"), N("Kwabena"), N("Yaw"), N("Joshua"), N("Ebenezer"), N("Tinashe"),
	N("Tatenda"), N("Nathaniel"), N("Jeremiah"), N("Oluwatobiloba"), N("Ikenna"), N("Obinna"),
	N("Jean-Pierre"), N("Christ-Vie"), N("Godwin"), N("Michael"),
};
static const struct slice african_surnames[] = {
	N("Mensah"), N("Owusu"), N("Adeyemi"), N("Okafor"), N("Boateng"), N("Osei"), N("Adebayo"),
	N("Okonkwo"), N("Asante"), N("Appiah"), N("Balogun"), N("Nwosu"), N("Eze"), N("Ogunleye"),
	N("Afolabi"), N("Oyelaran"), N("Moyo"), N("Ncube"), N("Sibanda"), N("Chikwanha"), N("Kabongo"),
	N("Mbala"), N("Sesay"), N("Kamara"), N("Antwi"), N("Opoku"), N("Agyemang-Prempeh"), N("N'Guessan"),
};

static const struct slice somali_girls[] = {
	N("Amina"), N("Fatima"), N("Hodan"), N("Sumaya"), N("Ikram"), N("Hamdi"), N("Khadra"),
	N("Ayaan"), N("Maryan"), N("Sahra"), N("Ruqiya"), N("Asha"), N("Nasteexo"),
};
static const struct slice somali_boys[] = {
	N("Mohamed"), N("Abdirahman"), N("Abdullahi"), N("Ahmed"), N("Hassan"), N("Abdi"), N("Yusuf"),
	N("Ibrahim"), N("Khalid"), N("Zakaria"), N("Liban"), N("Mustafa"), N("Cabdi"),
};
static const struct slice somali_surnames[] = {
	N("Mohamed"), N("Ali"), N("Ahmed"), N("Hassan"), N("Abdi"), N("Warsame"), N("Farah"), N("Omar"),
	N("Osman"), N("Yusuf"), N("Jama"), N("Isse"), N("Sheikh Ali"), N("Abdullahi"), N("Nuur"),
};

static const struct slice caribbean_girls[] = {
	N("Amara"), N("Naomi"), N("Shanice"), N("Aaliyah"), N("Tiana"), N("Kezia"), N("Nevaeh"),
	N("Shania"), N("Renee"), N("Imani"), N("Tyra"), N("Anaya"), N("Destiny"), N("Zaria"),
	N("Maya"), N("Jada"), N("La'Shay"), N("Kiana"), N("Simone"), N("Marcia"),
};
static const struct slice caribbean_boys[] = {
	N("Tyrell"), N("Jaden"), N("Kai"), N("Malachi"), N("Micah"), N("Isaiah"), N("Reuben"),
	N("Kieron"), N("Jerome"), N("Dante"), N("Tyrese"), N("Andre"), N("Marlon"), N("Romario"),
	N("Theo"), N("Shaquille"), N("De'Shaun"), N("Elijah"), N("Zion"), N("Winston"),
};
static const struct slice caribbean_surnames[] = {
	N("Williams"), N("Brown"), N("Campbell"), N("Thomas"), N("Johnson"), N("James"), N("Francis"),
	N("Clarke"), N("Thompson"), N("Grant"), N("Morgan"), N("Lewis"), N("Gordon"), N("Reid"),
	N("Bailey"), N("Joseph"), N("Charles"), N("Samuels"), N("Edwards"), N("Henry"), N("Blake"),
	N("McKenzie"), N("Pierre"), N("St Louis"), N("Baptiste"), N("Reid-Campbell"),
};

static const struct slice chinese_girls[] = {
	N("Mei"), N("Xin Yi"), N("Zi Xuan"), N("Yan"), N("Jia"), N("Hoi Ching"), N("Tsz Yan"),
	N("Grace"), N("Chloe"), N("Emily"), N("Yuet"), N("Xiaoling"), N("Hiu Tung"), N("Wing Lam"),
	N("Joyce"), N("Vivian"), N("Ying"), N("Li Na"),
};
static const struct slice chinese_boys[] = {
	N("Wei"), N("Jun"), N("Zi Hao"), N("Hao Ran"), N("Chun Hei"), N("Ho Yin"), N("Jason"),
	N("Kevin"), N("Ethan"), N("Lok Hin"), N("Yichen"), N("Tsz Kin"), N("Ming"), N("Ryan"),
	N("Jiahao"), N("Marcus"), N("Bo"), N("Cheuk Lam"),
};
static const struct slice chinese_surnames[] = {
	N("Chen"), N("Wong"), N("Chan"), N("Li"), N("Zhang"), N("Wang"), N("Liu"), N("Lin"), N("Cheung"),
	N("Lau"), N("Ng"), N("Ho"), N("Leung"), N("Yang"), N("Huang"), N("Zheng"), N("Xu"), N("Lam"),
	N("Tang"), N("Au-Yeung"), N("Ouyang"), N("Yip"), N("Lü"),
};



static const struct slice polish_girls[] = {
	N("Zuzanna"), N("Julia"), N("Maja"), N("Zofia"), N("Hanna"), N("Oliwia"), N("Lena"),
	N("Amelia"), N("Aleksandra"), N("Wiktoria"), N("Natalia"), N("Małgorzata"), N("Agnieszka"),
	N("Katarzyna"), N("Nadia"), N("Pola"), N("Gabriela"), N("Kornelia"),
};
static const struct slice polish_boys[] = {
	N("Jakub"), N("Antoni"), N("Filip"), N("Szymon"), N("Kacper"), N("Mateusz"), N("Aleksander"),
	N("Wojciech"), N("Michał"), N("Łukasz"), N("Oskar"), N("Mikołaj"), N("Tomasz"), N("Bartosz"),
	N("Igor"), N("Krzysztof"), N("Nikodem"), N("Marcel"),
};
static const struct slice polish_surnames[] = {
	N("Nowak"), N("Kowalski"), N("Wiśniewski"), N("Wójcik"), N("Kowalczyk"), N("Kamiński"),
	N("Lewandowski"), N("Zieliński"), N("Szymański"), N("Woźniak"), N("Dąbrowski"), N("Mazur"),
	N("Krawczyk"), N("Jankowski"), N("Wróbel"), N("Pawlak"), N("Sikora"), N("Baran"),
};

static const struct slice romanian_girls[] = {
	N("Maria"), N("Ioana"), N("Andreea"), N("Sofia"), N("Ștefania"), N("Daria"), N("Alexandra"),
	N("Elena"), N("Bianca"), N("Antonia"), N("Ilinca"), N("Cătălina"), N("Denisa"),
	N("Ana-Maria"),
};
static const struct slice romanian_boys[] = {
	N("Andrei"), N("David"), N("Ștefan"), N("Alexandru"), N("Luca"), N("Matei"), N("Gabriel"),
	N("Ionuț"), N("Mihai"), N("Rareș"), N("Cristian"), N("Vlad"), N("Darius"), N("Răzvan"),
};
static const struct slice romanian_surnames[] = {
	N("Popescu"), N("Ionescu"), N("Popa"), N("Radu"), N("Dumitru"), N("Stan"), N("Munteanu"),
	N("Rusu"), N("Ciobanu"), N("Moldovan"), N("Stoica"), N("Gheorghe"), N("Lăcătuș"), N("Vasile"),
};

static const struct slice baltic_girls[] = {
	N("Gabija"), N("Austėja"), N("Emilija"), N("Ugnė"), N("Liepa"), N("Kamilė"), N("Viltė"),
	N("Katrīna"), N("Elīza"), N("Anna"), N("Rugilė"), N("Deimantė"),
};
static const struct slice baltic_boys[] = {
	N("Dominykas"), N("Matas"), N("Lukas"), N("Jokūbas"), N("Kajus"), N("Benas"), N("Kristaps"),
	N("Roberts"), N("Markuss"), N("Žygimantas"), N("Nojus"), N("Artūrs"),
};
static const struct slice baltic_surnames[] = {
	N("Kazlauskas"), N("Jankauskas"), N("Petrauskas"), N("Stankevičius"), N("Butkus"),
	N("Šimkus"), N("Bērziņš"), N("Ozols"), N("Kalniņš"), N("Liepiņš"), N("Žukauskas"),
	N("Navickas"),
};

static const struct slice slavic_girls[] = {
	N("Kateryna"), N("Oleksandra"), N("Anastasiia"), N("Sofiia"), N("Viktoriya"), N("Yoana"),
	N("Gergana"), N("Daryna"), N("Mariya"), N("Polina"), N("Raya"), N("Zlata"),
};
static const struct slice slavic_boys[] = {
	N("Oleksandr"), N("Dmytro"), N("Artem"), N("Yevhenii"), N("Maksym"), N("Georgi"),
	N("Aleksandar"), N("Ivan"), N("Nikola"), N("Bohdan"), N("Martin"), N("Tymofii"),
};
static const struct slice slavic_surnames[] = {
	N("Shevchenko"), N("Kovalenko"), N("Bondarenko"), N("Melnyk"), N("Tkachenko"), N("Ivanov"),
	N("Georgiev"), N("Dimitrov"), N("Petrov"), N("Todorov"), N("Marinov"), N("Kravchenko"),
};

static const struct slice portuguese_girls[] = {
	N("Maria"), N("Beatriz"), N("Leonor"), N("Matilde"), N("Carolina"), N("Inês"), N("Letícia"),
	N("Ana Sofia"), N("Maria João"), N("Lara"), N("Mariana"), N("Íris"),
};
static const struct slice portuguese_boys[] = {
	N("João"), N("Francisco"), N("Martim"), N("Rodrigo"), N("Tomás"), N("Duarte"), N("Gonçalo"),
	N("Santiago"), N("Afonso"), N("João Pedro"), N("Miguel"), N("Enzo"),
};
static const struct slice portuguese_surnames[] = {
	N("Silva"), N("Santos"), N("Ferreira"), N("Pereira"), N("Oliveira"), N("Costa"),
	N("Rodrigues"), N("Martins"), N("Gonçalves"), N("da Silva"), N("dos Santos"), N("Sousa"),
	N("Marques"),
};

static const struct slice italian_girls[] = {
	N("Giulia"), N("Aurora"), N("Ginevra"), N("Chiara"), N("Sofia"), N("Alice"), N("Francesca"),
	N("Emma"), N("Bianca"), N("Elena"),
};
static const struct slice italian_boys[] = {
	N("Leonardo"), N("Francesco"), N("Lorenzo"), N("Matteo"), N("Nicolò"), N("Alessandro"),
	N("Gabriele"), N("Luca"), N("Davide"), N("Edoardo"),
};
static const struct slice italian_surnames[] = {
	N("Rossi"), N("Russo"), N("Ferrari"), N("Esposito"), N("De Luca"), N("Bianchi"), N("Romano"),
	N("Colombo"), N("Ricci"), N("D'Angelo"),
};

static const struct slice spanish_girls[] = {
	N("Lucía"), N("Martina"), N("Sofía"), N("Valentina"), N("Camila"), N("Noa"), N("Daniela"),
	N("Paula"), N("Alba"), N("María José"),
};
static const struct slice spanish_boys[] = {
	N("Hugo"), N("Álvaro"), N("Mateo"), N("Pablo"), N("José"), N("Santiago"), N("Adrián"),
	N("Nicolás"), N("Juan David"), N("Leo"),
};
static const struct slice spanish_surnames[] = {
	N("García"), N("Fernández"), N("López"), N("Martínez"), N("Sánchez"), N("Pérez"), N("Núñez"),
	N("Gómez"), N("Rodríguez"), N("Muñoz"),
};

static const struct slice arabic_girls[] = {
	N("Sara"), N("Maryam"), N("Nour"), N("Rania"), N("Dina"), N("Hana"), N("Malak"), N("Jana"),
	N("Yasmin"), N("Nur el-Huda"), N("Lamar"), N("Rawan"),
};
static const struct slice arabic_boys[] = {
	N("Omar"), N("Yousef"), N("Ali"), N("Karim"), N("Khaled"), N("Abdul Rahman"), N("Mahmoud"),
	N("Ziad"), N("Tarek"), N("Yasin"), N("Abd al-Rahman"), N("Mustafa"),
};
static const struct slice arabic_surnames[] = {
	N("Al-Hassan"), N("El-Sayed"), N("Ibrahim"), N("Hassan"), N("Mahmoud"), N("Al Masri"),
	N("Haddad"), N("Khoury"), N("Abdelrahman"), N("Ben Ali"), N("Saleh"), N("Al-Khatib"),
};

static const struct slice turkish_girls[] = {
	N("Elif"), N("Zeynep"), N("Defne"), N("Azra"), N("Ecrin"), N("Miray"), N("Asya"), N("Roza"),
	N("Berfin"), N("Zilan"),
};
static const struct slice turkish_boys[] = {
	N("Emre"), N("Mehmet"), N("Kerem"), N("Ömer"), N("Yusuf"), N("Baran"), N("Eymen"),
	N("Mustafa"), N("Aram"), N("Rebin"),
};
static const struct slice turkish_surnames[] = {
	N("Yılmaz"), N("Kaya"), N("Demir"), N("Çelik"), N("Öztürk"), N("Şahin"), N("Aydın"), N("Koç"),
	N("Arslan"), N("Doğan"),
};

static const struct slice persian_girls[] = {
	N("Zahra"), N("Shirin"), N("Parwana"), N("Fereshteh"), N("Leila"), N("Hosna"), N("Setayesh"),
	N("Fatima"), N("Mina"), N("Freshta"),
};
static const struct slice persian_boys[] = {
	N("Amir"), N("Reza"), N("Ali"), N("Milad"), N("Farhad"), N("Mahdi"), N("Samim"), N("Hamid"),
	N("Yasin"), N("Omid"),
};
static const struct slice persian_surnames[] = {
	N("Karimi"), N("Ahmadi"), N("Hosseini"), N("Noori"), N("Stanikzai"), N("Rahimi"),
	N("Mohammadi"), N("Sadat"), N("Safi"), N("Azizi"),
};

static const struct slice nepali_girls[] = {
	N("Aarohi"), N("Sujata"), N("Asmita"), N("Samjhana"), N("Prisha"), N("Anusha"), N("Sabina"),
	N("Binita"), N("Rojina"), N("Smriti"),
};
static const struct slice nepali_boys[] = {
	N("Bibek"), N("Sujan"), N("Aayush"), N("Prabesh"), N("Pratik"), N("Nischal"), N("Rohan"),
	N("Bishal"), N("Suraj"), N("Aarav"),
};
static const struct slice nepali_surnames[] = {
	N("Rai"), N("Gurung"), N("Tamang"), N("Limbu"), N("Thapa"), N("Pun"), N("Magar"),
	N("Shrestha"), N("Chhetri"), N("Lama"),
};

static const struct slice tamil_girls[] = {
	N("Anushka"), N("Kavindi"), N("Tharushi"), N("Jhanvi"), N("Abinaya"), N("Dilani"),
	N("Harini"), N("Nethmi"), N("Sahana"), N("Thanuja"),
};
static const struct slice tamil_boys[] = {
	N("Kavin"), N("Thanush"), N("Dinesh"), N("Nuwan"), N("Ashwin"), N("Pranav"), N("Sanjeev"),
	N("Dilshan"), N("Arun"), N("Vithushan"),
};
static const struct slice tamil_surnames[] = {
	N("Perera"), N("Fernando"), N("Sivakumar"), N("Balasubramaniam"), N("Wijesinghe"), N("Kumar"),
	N("Selvarajah"), N("de Silva"), N("Jayasuriya"), N("Rajan"),
};

static const struct slice filipino_girls[] = {
	N("Angel"), N("Princess"), N("Althea"), N("Maria Clara"), N("Jasmine"), N("Precious"),
	N("Samantha"), N("Kyla"), N("Mary Grace"), N("Bianca"),
};
static const struct slice filipino_boys[] = {
	N("Angelo"), N("John Paul"), N("Gabriel"), N("Nathaniel"), N("Joshua"), N("Christian"),
	N("Miguel"), N("Mark"), N("Ethan"), N("Jericho"),
};
static const struct slice filipino_surnames[] = {
	N("Reyes"), N("Santos"), N("dela Cruz"), N("Garcia"), N("Ramos"), N("Mendoza"), N("Bautista"),
	N("Villanueva"), N("del Rosario"), N("Castillo"),
};

static const struct slice vietnamese_girls[] = {
	N("Linh"), N("Nhi"), N("Thi Mai"), N("Anh"), N("Vy"), N("Thanh"), N("Ngoc"), N("Chi"),
	N("Trang"), N("Bao"),
};
static const struct slice vietnamese_boys[] = {
	N("Minh"), N("Duc"), N("Quoc Anh"), N("Khoa"), N("Long"), N("Huy"), N("Tuan"), N("Bao"),
	N("Nam"), N("Khang"),
};
static const struct slice vietnamese_surnames[] = {
	N("Nguyen"), N("Nguyễn"), N("Tran"), N("Le"), N("Pham"), N("Hoang"), N("Vu"), N("Dang"),
	N("Bui"), N("Ng"),
};

struct list {
	const struct slice *names;
	uint32_t count;
};

#define LIST(names) { names, sizeof(names) / sizeof(names[0]) }

struct stock {
	struct list girls, boys, surnames;
};

static const struct stock stocks[NAMING_COUNT] = {
	[NAMING_BRITISH] = { LIST(british_girls_2010), LIST(british_boys_2010), LIST(british_surnames) },
	[NAMING_IRISH] = { LIST(irish_girls), LIST(irish_boys), LIST(irish_surnames) },
	[NAMING_TRAVELLER] = { LIST(traveller_girls), LIST(traveller_boys), LIST(traveller_surnames) },
	[NAMING_ROMA] = { LIST(roma_girls), LIST(roma_boys), LIST(roma_surnames) },
	[NAMING_PAKISTANI] = { LIST(pakistani_girls), LIST(pakistani_boys), LIST(pakistani_surnames) },
	[NAMING_BANGLADESHI] = { LIST(bangladeshi_girls), LIST(bangladeshi_boys), LIST(bangladeshi_surnames) },
	[NAMING_HINDU] = { LIST(hindu_girls), LIST(hindu_boys), LIST(hindu_surnames) },
	[NAMING_SIKH] = { LIST(sikh_girls), LIST(sikh_boys), LIST(sikh_surnames) },
	[NAMING_AFRICAN] = { LIST(african_girls), LIST(african_boys), LIST(african_surnames) },
	[NAMING_SOMALI] = { LIST(somali_girls), LIST(somali_boys), LIST(somali_surnames) },
	[NAMING_CARIBBEAN] = { LIST(caribbean_girls), LIST(caribbean_boys), LIST(caribbean_surnames) },
	[NAMING_POLISH] = { LIST(polish_girls), LIST(polish_boys), LIST(polish_surnames) },
	[NAMING_ROMANIAN] = { LIST(romanian_girls), LIST(romanian_boys), LIST(romanian_surnames) },
	[NAMING_BALTIC] = { LIST(baltic_girls), LIST(baltic_boys), LIST(baltic_surnames) },
	[NAMING_SLAVIC] = { LIST(slavic_girls), LIST(slavic_boys), LIST(slavic_surnames) },
	[NAMING_PORTUGUESE] = { LIST(portuguese_girls), LIST(portuguese_boys), LIST(portuguese_surnames) },
	[NAMING_ITALIAN] = { LIST(italian_girls), LIST(italian_boys), LIST(italian_surnames) },
	[NAMING_SPANISH] = { LIST(spanish_girls), LIST(spanish_boys), LIST(spanish_surnames) },
	[NAMING_ARABIC] = { LIST(arabic_girls), LIST(arabic_boys), LIST(arabic_surnames) },
	[NAMING_TURKISH] = { LIST(turkish_girls), LIST(turkish_boys), LIST(turkish_surnames) },
	[NAMING_PERSIAN] = { LIST(persian_girls), LIST(persian_boys), LIST(persian_surnames) },
	[NAMING_NEPALI] = { LIST(nepali_girls), LIST(nepali_boys), LIST(nepali_surnames) },
	[NAMING_TAMIL] = { LIST(tamil_girls), LIST(tamil_boys), LIST(tamil_surnames) },
	[NAMING_FILIPINO] = { LIST(filipino_girls), LIST(filipino_boys), LIST(filipino_surnames) },
	[NAMING_VIETNAMESE] = { LIST(vietnamese_girls), LIST(vietnamese_boys), LIST(vietnamese_surnames) },
	[NAMING_CHINESE] = { LIST(chinese_girls), LIST(chinese_boys), LIST(chinese_surnames) },
};

static const struct list british_by_birth[][2] = {
	{ LIST(british_women), LIST(british_men) },
	{ LIST(british_girls_1995), LIST(british_boys_1995) },
	{ LIST(british_girls_2010), LIST(british_boys_2010) },
};

static const struct {
	struct slice name, brief;
} short_names[] = {
	{ N("Alexander"), N("Alex") }, { N("Alexandra"), N("Alex") }, { N("Benjamin"), N("Ben") },
	{ N("Daniel"), N("Dan") }, { N("Samuel"), N("Sam") }, { N("Thomas"), N("Tom") },
	{ N("William"), N("Will") }, { N("Joshua"), N("Josh") }, { N("Matthew"), N("Matt") },
	{ N("Joseph"), N("Joe") }, { N("Elizabeth"), N("Beth") }, { N("Isabella"), N("Bella") },
	{ N("Charlotte"), N("Lottie") }, { N("Rebecca"), N("Becky") }, { N("Katherine"), N("Katie") },
	{ N("Harriet"), N("Hattie") }, { N("Eleanor"), N("Ellie") }, { N("Zachary"), N("Zac") },
	{ N("Michael"), N("Mikey") }, { N("Christopher"), N("Chris") }, { N("Nathaniel"), N("Nate") },
	{ N("Oluwaseyi"), N("Seyi") }, { N("Oluwaseun"), N("Seun") }, { N("Małgorzata"), N("Gosia") },
	{ N("Aleksandra"), N("Ola") }, { N("Theodore"), N("Teddy") }, { N("Sebastian"), N("Seb") },
	{ N("Oluwadamilola"), N("Dami") }, { N("Oluwatobiloba"), N("Tobi") }, { N("Matilda"), N("Tilly") },
};
/* clang-format on */

struct slice names_forename(struct lots *lots, enum naming naming, bool girl,
			    int born, unsigned int which)
{
	const struct list *list =
		girl ? &stocks[naming].girls : &stocks[naming].boys;

	if (naming == NAMING_BRITISH) {
		/* Fashions change slowly: some are named after the last. */
		int year = born - lots_between(lots, 0, 6);
		int era = year < 1985 ? 0 : year < 2003 ? 1 : 2;

		list = &british_by_birth[era][girl ? 0 : 1];
	}
	return list->names[lots_early(lots, list->count / 2) * 2 + which % 2];
}

struct slice names_surname(struct lots *lots, enum naming naming)
{
	const struct list *list = &stocks[naming].surnames;

	return list->names[lots_early(lots, list->count)];
}

struct slice names_of_woman(struct slice surname, enum naming naming)
{
	static const struct {
		struct slice man, woman;
	} pairs[] = {
		/* clang-format off */
		{ N("Kowalski"), N("Kowalska") }, { N("Wiśniewski"), N("Wiśniewska") },
		{ N("Kamiński"), N("Kamińska") }, { N("Lewandowski"), N("Lewandowska") },
		{ N("Zieliński"), N("Zielińska") }, { N("Szymański"), N("Szymańska") },
		{ N("Dąbrowski"), N("Dąbrowska") }, { N("Kazlauskas"), N("Kazlauskaitė") }, { N("Petrauskas"), N("Petrauskaitė") },
		{ N("Jankowski"), N("Jankowska") }, { N("Todorov"), N("Todorova") }, { N("Marinov"), N("Marinova") },
		{ N("Ivanov"), N("Ivanova") }, { N("Georgiev"), N("Georgieva") },
		{ N("Dimitrov"), N("Dimitrova") }, { N("Petrov"), N("Petrova") },
		{ N("Bērziņš"), N("Bērziņa") }, { N("Singh"), N("Kaur") },
		{ N("Singh Gill"), N("Kaur Gill") },
		/* clang-format on */
	};

	if (naming != NAMING_POLISH && naming != NAMING_BALTIC &&
	    naming != NAMING_SLAVIC && naming != NAMING_SIKH)
		return surname;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (slice_equal(surname, pairs[i].man))
			return pairs[i].woman;
	return surname;
}

struct slice names_short(struct slice forename)
{
	for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]);
	     i++)
		if (slice_equal(forename, short_names[i].name))
			return short_names[i].brief;
	return (struct slice){NULL, 0};
}
