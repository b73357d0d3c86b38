/** Names and addresses of six countries: common names of real towns and streets, put together by chance; nobody in particular lives there. */
import type { SeedCountry } from './identifiers.ts';

interface Places {
  readonly language: string;
  /** Town and postal code. */
  readonly towns: readonly (readonly [town: string, postalCode: string])[];
  readonly streets: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly trades: readonly string[];
  readonly company: string;
}

const list = (text: string): readonly string[] => text.split('|');
const towns = (text: string): readonly (readonly [string, string])[] =>
  list(text).map((entry) => {
    const [town = '', postalCode = ''] = entry.split('=');
    return [town, postalCode];
  });

/** Seven towns and eleven streets each: the numbers share no factor with the sixteen numbers kept for a customer's sites, so that all are used. */
export const PLACES: Readonly<Record<SeedCountry, Places>> = {
  BE: {
    language: 'nl_NL',
    towns: towns('Antwerpen=2000|Gent=9000|Brugge=8000|Leuven=3000|Mechelen=2800|Hasselt=3500|Kortrijk=8500'),
    streets: list(
      'Kerkstraat|Stationsstraat|Nieuwstraat|Molenstraat|Schoolstraat|Dorpsstraat|Kapelstraat|Veldstraat|Bosstraat|Markt|Lindelaan',
    ),
    firstNames: list('Emma|Louise|Anna|Lotte|Marie|Jan|Luc|Pieter|Wout|Tom|Noor'),
    lastNames: list('Peeters|Janssens|Maes|Jacobs|Mertens|Willems|Claes|Goossens|Wouters|De Smet|Dubois'),
    trades: list('Bakkerij|Drukkerij|Garage|Hotel|Textiel|Logistiek|Brouwerij'),
    company: 'NV',
  },
  DE: {
    language: 'de',
    towns: towns('Berlin=10115|Hamburg=20095|München=80331|Köln=50667|Leipzig=04109|Nürnberg=90402|Bremen=28195'),
    streets: list(
      'Hauptstraße|Schulstraße|Gartenstraße|Bahnhofstraße|Dorfstraße|Bergstraße|Birkenweg|Lindenstraße|Kirchstraße|Waldstraße|Ringstraße',
    ),
    firstNames: list('Anna|Julia|Lena|Sabine|Ute|Jens|Karl|Lukas|Stefan|Thomas|Yusuf'),
    lastNames: list('Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Schulz|Hoffmann|Koch'),
    trades: list('Bäckerei|Druckerei|Autohaus|Hotel|Maschinenbau|Spedition|Gießerei'),
    company: 'GmbH',
  },
  FR: {
    language: 'fr',
    towns: towns('Paris=75011|Lyon=69003|Nantes=44000|Lille=59000|Toulouse=31000|Rennes=35000|Dijon=21000'),
    streets: list(
      'rue de l’Église|place de la Mairie|Grande Rue|rue du Moulin|rue des Écoles|rue de la Gare|rue Pasteur|rue Victor Hugo|rue du Château|rue des Jardins|avenue Foch',
    ),
    firstNames: list('Camille|Chloé|Léa|Manon|Sophie|Hugo|Jules|Louis|Marc|Paul|Karim'),
    lastNames: list('Martin|Bernard|Thomas|Petit|Robert|Richard|Durand|Dubois|Moreau|Laurent|Simon'),
    trades: list('Boulangerie|Imprimerie|Garage|Hôtel|Fonderie|Transports|Brasserie'),
    company: 'SAS',
  },
  GB: {
    language: 'en',
    towns: towns(
      'London=EC1A 1BB|Leeds=LS1 4DY|Bristol=BS1 5TR|Cardiff=CF10 1EP|Norwich=NR2 1TF|York=YO1 7HH|Exeter=EX1 1EE',
    ),
    streets: list(
      'High Street|Station Road|Main Street|Park Road|Church Road|Church Street|London Road|Victoria Road|Green Lane|Manor Road|Mill Lane',
    ),
    firstNames: list('Alice|Emily|Grace|Olivia|Sophie|George|Harry|Jack|Oliver|Thomas|Aisha'),
    lastNames: list('Smith|Jones|Taylor|Brown|Williams|Wilson|Johnson|Davies|Patel|Wright|Walker'),
    trades: list('Bakery|Printing|Motors|Hotels|Engineering|Logistics|Brewery'),
    company: 'Ltd',
  },
  IT: {
    language: 'it',
    towns: towns('Roma=00184|Milano=20121|Torino=10121|Bologna=40121|Firenze=50122|Verona=37121|Bari=70121'),
    streets: list(
      'via Roma|via Garibaldi|via Marconi|via Mazzini|via Dante|corso Cavour|via Verdi|via Matteotti|viale della Libertà|via Manzoni|piazza Umberto I',
    ),
    firstNames: list('Anna|Chiara|Giulia|Martina|Sara|Andrea|Luca|Marco|Matteo|Paolo|Omar'),
    lastNames: list('Rossi|Russo|Ferrari|Esposito|Bianchi|Romano|Colombo|Ricci|Marino|Greco|Bruno'),
    trades: list('Panificio|Tipografia|Autofficina|Albergo|Meccanica|Trasporti|Ceramiche'),
    company: 'SpA',
  },
  PT: {
    language: 'pt_PT',
    towns: towns(
      'Lisboa=1200-195|Porto=4000-322|Braga=4700-031|Coimbra=3000-033|Faro=8000-078|Évora=7000-508|Aveiro=3800-200',
    ),
    streets: list(
      'Rua da Igreja|Rua do Sol|Rua Direita|Rua da Escola|Rua Nova|Rua do Comércio|Avenida da Liberdade|Rua da Fonte|Rua das Flores|Largo da Feira|Rua do Moinho',
    ),
    firstNames: list('Ana|Beatriz|Inês|Maria|Sofia|João|Miguel|Pedro|Rui|Tiago|Amina'),
    lastNames: list('Silva|Santos|Ferreira|Pereira|Oliveira|Costa|Rodrigues|Martins|Sousa|Gomes|Lopes'),
    trades: list('Padaria|Gráfica|Oficina|Hotel|Metalúrgica|Transportes|Cerâmica'),
    company: 'Lda',
  },
};

export interface Address {
  readonly street: string;
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly town: string;
}

const HOUSES = 150;

/** The address with a number: towns, streets, houses and then flats are filled in turn, so that two numbers have two addresses. */
export function addressOf(country: SeedCountry, number: number): Address {
  const { towns: known, streets } = PLACES[country];
  const [town = '', postalCode = ''] = known[number % known.length] ?? [];
  const afterTown = Math.floor(number / known.length);
  const street = streets[afterTown % streets.length] ?? '';
  const afterStreet = Math.floor(afterTown / streets.length);
  const flat = Math.floor(afterStreet / HOUSES);
  const house = String((afterStreet % HOUSES) + 1);
  return { street, postalCode, town, houseNumber: flat === 0 ? house : `${house}/${flat}` };
}

/**
 * The key by which the org finds premises again; twin of the Apex class PremisesKey for the letters that occur here, proved by the same
 * tests/vectors/keys.json.
 */
export function premisesKey(
  country: string,
  postalCode: string,
  town: string,
  street: string,
  houseNumber: string,
): string {
  const number = withoutMarks(houseNumber)
    .replace(/([0-9])[^\p{L}0-9]+(?=[0-9])/gu, '$1-')
    .replace(/[^\p{L}0-9-]|(?<![0-9])-|-(?![0-9])/gu, '');
  return [country, plain(postalCode), plain(town), plain(street).replace(/strasse$/, 'str'), number].join(':');
}

const plain = (text: string): string => withoutMarks(text).replace(/[^\p{L}0-9]/gu, '');

function withoutMarks(text: string): string {
  return text
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ø/g, 'o')
    .replace(/đ/g, 'd')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}
