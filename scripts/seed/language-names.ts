/**
 * Names by language: frequent first names, last names, street names and trades, put together by chance; nobody in particular is meant.
 * The lists name things in the languages of the six countries, so that search, sorting and letters with marks meet what they will meet.
 */

/** Languages that customers are made in. */
export type SeedLanguage = 'de' | 'en' | 'fr' | 'it' | 'nl' | 'pt';

export interface LanguageNames {
  readonly streets: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly trades: readonly string[];
}

const list = (text: string): readonly string[] => text.split('|');

export const NAMES: Readonly<Record<SeedLanguage, LanguageNames>> = {
  de: {
    streets: list(
      'Hauptstraße|Schulstraße|Gartenstraße|Bahnhofstraße|Dorfstraße|Bergstraße|Birkenweg|Lindenstraße|Kirchstraße|Waldstraße|Ringstraße|' +
        'Schillerstraße|Goethestraße|Amselweg|Wiesenweg|Mühlweg|Feldstraße|Brunnenstraße|Rosenweg|Ahornweg|Buchenweg|Poststraße|Mozartstraße|' +
        'Am Markt|Eichenweg|Friedhofstraße|Marktplatz|Industriestraße|Sonnenstraße|Talstraße|Am Sportplatz',
    ),
    firstNames: list(
      'Anna|Julia|Lena|Sabine|Ute|Jens|Karl|Lukas|Stefan|Martin|Yusuf|Claudia|Petra|Monika|Birgit|Heike|Susanne|Katharina|Laura|Mia|Hannah|' +
        'Elif|Frieda|Renate|Andreas|Michael|Jürgen|Uwe|Frank|Jonas|Felix|Maximilian|Paul|Emil|Tobias|Florian|Matthias|Günter|Mehmet|Jan',
    ),
    lastNames: list(
      'Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Schulz|Hoffmann|Koch|Bauer|Richter|Klein|Wolf|Schröder|Neumann|Schwarz|' +
        'Zimmermann|Braun|Krüger|Hofmann|Hartmann|Lange|Schmitt|Werner|Krause|Meier|Lehmann|Schmid|Schulze|Maier|Köhler|Herrmann|König|Walter|' +
        'Mayer|Huber|Kaiser|Fuchs|Peters|Lang|Scholz|Möller|Weiß|Jung|Hahn|Schubert|Vogel|Friedrich|Keller|Günther|Frank|Berger|Winkler|Roth|' +
        'Beck|Lorenz|Baumann|Yılmaz',
    ),
    trades: list(
      'Bäckerei|Druckerei|Autohaus|Hotel|Maschinenbau|Spedition|Gießerei|Gärtnerei|Tischlerei|Molkerei|Metallbau|Großhandel',
    ),
  },
  en: {
    streets: list(
      'High Street|Station Road|Main Street|Park Road|Church Road|Church Street|London Road|Victoria Road|Green Lane|Manor Road|Mill Lane|' +
        'Park Avenue|Queens Road|New Road|Grange Road|Kings Road|Kingsway|Windsor Road|Highfield Road|Alexander Road|York Road|The Crescent|' +
        'Springfield Road|George Street|Park Lane|Albert Road|School Lane|Chapel Street|Broadway|The Avenue|North Street',
    ),
    firstNames: list(
      'Alice|Emily|Grace|Olivia|Sophie|George|Harry|Jack|Oliver|Aisha|Amelia|Isla|Ava|Lily|Freya|Ruth|Margaret|Susan|Karen|Helen|Claire|' +
        'Priya|Fatima|Zoe|David|John|Michael|Peter|Andrew|Stephen|Alan|Noah|Leo|Arthur|Muhammad|Callum|Rhys|Ewan|Ravi|Simon',
    ),
    lastNames: list(
      'Smith|Jones|Taylor|Brown|Williams|Wilson|Johnson|Davies|Patel|Wright|Walker|Robinson|Thompson|White|Hughes|Edwards|Green|Lewis|Wood|' +
        'Harris|Martin|Jackson|Clarke|Clark|Turner|Hill|Cooper|Morris|Ward|Moore|King|Watson|Baker|Harrison|Morgan|Allen|James|Scott|Phillips|' +
        'Mitchell|Roberts|Evans|Khan|Lee|Bennett|Cook|Shaw|Bailey|Parker|Collins|Begum|Murphy|Miller|Cox|Marshall|Simpson|Price|Anderson|Adams|' +
        'Campbell',
    ),
    trades: list(
      'Bakery|Printing|Motors|Hotels|Engineering|Logistics|Brewery|Joinery|Dairies|Foundry|Packaging|Wholesale',
    ),
  },
  fr: {
    streets: list(
      'rue de l’Église|place de la Mairie|Grande Rue|rue du Moulin|rue des Écoles|rue de la Gare|rue Pasteur|rue Victor Hugo|rue du Château|' +
        'rue des Jardins|avenue Foch|rue Principale|rue de la Mairie|rue Jean Jaurès|rue de la Fontaine|rue du Stade|impasse des Lilas|' +
        'rue de la Paix|chemin des Vignes|rue de la République|rue Gambetta|rue du Lavoir|place de l’Église|rue Neuve|rue des Acacias|' +
        'rue de Verdun|rue du Puits|allée des Tilleuls|rue Voltaire|rue des Champs|boulevard Carnot',
    ),
    firstNames: list(
      'Camille|Chloé|Léa|Manon|Sophie|Hugo|Jules|Louis|Marc|Paul|Karim|Jade|Louise|Alice|Inès|Nathalie|Isabelle|Sylvie|Catherine|Martine|' +
        'Françoise|Hélène|Céline|Aurélie|Fatou|Gabriel|Raphaël|Arthur|Adam|Lucas|Michel|Philippe|Alain|Patrick|Nicolas|Christophe|Jérôme|' +
        'François|Mathieu|Yanis',
    ),
    lastNames: list(
      'Martin|Bernard|Thomas|Petit|Robert|Richard|Durand|Dubois|Moreau|Laurent|Simon|Michel|Lefèvre|Leroy|Roux|David|Bertrand|Morel|Fournier|' +
        'Girard|Bonnet|Dupont|Lambert|Fontaine|Rousseau|Vincent|Muller|Lefebvre|Faure|André|Mercier|Blanc|Guérin|Boyer|Garnier|Chevalier|' +
        'François|Legrand|Gauthier|Garcia|Perrin|Robin|Clément|Morin|Nicolas|Henry|Roussel|Mathieu|Gautier|Masson|Marchand|Duval|Denis|Dumont|' +
        'Marie|Lemaire|Noël|Meyer|Dufour|Benali',
    ),
    trades: list(
      'Boulangerie|Imprimerie|Garage|Hôtel|Fonderie|Transports|Brasserie|Menuiserie|Laiterie|Mécanique|Pépinières|Emballages',
    ),
  },
  it: {
    streets: list(
      'via Roma|via Garibaldi|via Marconi|via Mazzini|via Dante|corso Cavour|via Verdi|via Matteotti|viale della Libertà|via Manzoni|' +
        'piazza Umberto I|via Leopardi|via Don Minzoni|via Trieste|via Trento|via Kennedy|via Gramsci|via Piave|via Foscolo|via XX Settembre|' +
        'via Battisti|via Moro|via Carducci|via della Chiesa|via Europa|via Pascoli|via San Francesco|corso Italia|via dei Mille|via Petrarca|' +
        'via delle Rose',
    ),
    firstNames: list(
      'Anna|Chiara|Giulia|Martina|Sara|Andrea|Luca|Marco|Matteo|Paolo|Omar|Sofia|Aurora|Ginevra|Alice|Beatrice|Francesca|Elena|Paola|Laura|' +
        'Silvia|Lucia|Rosa|Giovanna|Amira|Leonardo|Francesco|Lorenzo|Alessandro|Tommaso|Riccardo|Giuseppe|Antonio|Giovanni|Mario|Stefano|' +
        'Roberto|Davide|Niccolò|Salvatore',
    ),
    lastNames: list(
      'Rossi|Russo|Ferrari|Esposito|Bianchi|Romano|Colombo|Ricci|Marino|Greco|Bruno|Gallo|Conti|De Luca|Costa|Giordano|Mancini|Rizzo|' +
        'Lombardi|Moretti|Barbieri|Fontana|Santoro|Mariani|Rinaldi|Caruso|Ferrara|Galli|Martini|Leone|Longo|Gentile|Martinelli|Vitale|' +
        'Lombardo|Serra|Coppola|De Santis|D’Angelo|Marchetti|Parisi|Villa|Conte|Ferraro|Ferri|Fabbri|Bianco|Marini|Grasso|Valentini|Messina|' +
        'Sala|De Angelis|Gatti|Pellegrini|Palumbo|Sanna|Farina|Rizzi|Monti',
    ),
    trades: list(
      'Panificio|Tipografia|Autofficina|Albergo|Meccanica|Trasporti|Ceramiche|Caseificio|Falegnameria|Fonderia|Vivai|Imballaggi',
    ),
  },
  nl: {
    streets: list(
      'Kerkstraat|Stationsstraat|Nieuwstraat|Molenstraat|Schoolstraat|Dorpsstraat|Kapelstraat|Veldstraat|Bosstraat|Markt|Lindelaan|' +
        'Kasteelstraat|Beekstraat|Hoogstraat|Groenstraat|Bergstraat|Zandstraat|Kloosterstraat|Eikenlaan|Berkenlaan|Acacialaan|Rozenlaan|' +
        'Merelstraat|Heidestraat|Steenweg|Populierenlaan|Beukenlaan|Oude Baan|Fabriekstraat|Sportlaan|Weidestraat',
    ),
    firstNames: list(
      'Emma|Louise|Anna|Lotte|Marie|Jan|Luc|Pieter|Wout|Tom|Noor|Julie|Elise|Fien|Nele|Griet|Els|Ingrid|Hilde|Veerle|Katrien|Sofie|Lien|' +
        'Yasmina|Mila|Bart|Koen|Dirk|Wim|Geert|Stijn|Jeroen|Lars|Finn|Arthur|Seppe|Mathis|Bram|Kobe|Mohamed',
    ),
    lastNames: list(
      'Peeters|Janssens|Maes|Jacobs|Mertens|Willems|Claes|Goossens|Wouters|De Smet|Dubois|Hermans|Pauwels|Aerts|Michiels|Martens|Lambert|' +
        'Hendrickx|De Clercq|Smets|Desmet|Claeys|Janssen|De Backer|Stevens|Van Damme|Segers|Cools|De Vos|Vermeulen|Lemmens|Van den Broeck|' +
        'Verhoeven|Thijs|Bogaert|Declercq|Coppens|Baert|Wauters|Verbeke|Timmermans|Leemans|Moens|Cornelis|De Wilde|Bauwens|Lenaerts|Michel|' +
        'Vandenberghe|Geerts|Verstraete|Vermeersch|Christiaens|Van Dyck|Desmedt|Callens|Somers|Jansen|Dierckx|El Amrani',
    ),
    trades: list(
      'Bakkerij|Drukkerij|Garage|Hotel|Textiel|Logistiek|Brouwerij|Schrijnwerkerij|Zuivel|Metaalbouw|Kwekerij|Groothandel',
    ),
  },
  pt: {
    streets: list(
      'Rua da Igreja|Rua do Sol|Rua Direita|Rua da Escola|Rua Nova|Rua do Comércio|Avenida da Liberdade|Rua da Fonte|Rua das Flores|' +
        'Largo da Feira|Rua do Moinho|Rua Principal|Rua 25 de Abril|Rua 1.º de Maio|Rua de São José|Rua da Paz|Rua do Outeiro|' +
        'Rua de Santo António|Travessa da Igreja|Rua da Estação|Rua do Cruzeiro|Rua das Oliveiras|Rua da Cruz|Rua do Monte|Rua do Poço|' +
        'Rua da Capela|Largo do Rossio|Rua dos Combatentes|Rua Luís de Camões|Rua do Forno|Avenida da República',
    ),
    firstNames: list(
      'Ana|Beatriz|Inês|Maria|Sofia|João|Miguel|Pedro|Rui|Tiago|Amina|Leonor|Matilde|Carolina|Mariana|Marta|Sandra|Teresa|Helena|Isabel|' +
        'Fernanda|Luísa|Catarina|Rita|Joana|Francisco|Santiago|Afonso|Duarte|Tomás|Gonçalo|António|José|Manuel|Carlos|Paulo|Nuno|Vítor|' +
        'André|Henrique',
    ),
    lastNames: list(
      'Silva|Santos|Ferreira|Pereira|Oliveira|Costa|Rodrigues|Martins|Sousa|Gomes|Lopes|Fernandes|Gonçalves|Marques|Alves|Almeida|Ribeiro|' +
        'Pinto|Carvalho|Teixeira|Moreira|Correia|Mendes|Nunes|Soares|Vieira|Monteiro|Cardoso|Rocha|Raposo|Neves|Coelho|Cruz|Cunha|Pires|' +
        'Ramos|Reis|Simões|Antunes|Matos|Fonseca|Machado|Araújo|Barbosa|Tavares|Lourenço|Castro|Figueiredo|Azevedo|Freitas|Magalhães|Henriques|' +
        'Baptista|Guerreiro|Barros|Faria|Campos|Nogueira|Pacheco|Varela',
    ),
    trades: list(
      'Padaria|Gráfica|Oficina|Hotel|Metalúrgica|Transportes|Cerâmica|Carpintaria|Lacticínios|Fundição|Viveiros|Embalagens',
    ),
  },
};
