"""What people write, in danger and not: invented, with the spelling of every day."""

IN_DANGER: dict[str, str] = {
    "violence": """
je suis battue
je crains pour ma vie
mon père me fouette
il me traîne par les cheveux
il me crache dessus
il me frappe
il me frape
il me frappe devant les enfants
mon mari me tape
mon mari me bat
mon marie me tape dessu
mon conjoint me bat tous les soirs
mon copin me cogne
mon copain m'a giflée
il ma frappé hier
il m'a étranglée
il ma etranglé cette nuit
mon ex me menace
mon ex me menasse de mort
mon compagnon est violent
mon mari devien violent quand il boit
violences conjugales
violence conjugal
victime de violences
je suis victime de violance conjugale
je suis une femme battue
ma femme me frappe
j'ai peur de mon mari
jai peur de mon conjoin
j'ai peur qu'il me tue
il veut me tuer
il va me tuer
il m'a dit qu'il allait me tuer
mon mari me donne des coups
je prends des coups
il a levé la main sur moi
mon voisin bat sa femme
le voisin tape sa femme on entend des cris
ma voisine se fait frapper par son mari
ma soeur est battue par son mari
il m'enferme à la maison
mon mari m'enferme
il m'empêche de sortir
je veux quitter mon mari violent
comment fuir mon mari
je me fais taper par mon copain
ordonnance de protection
on veut me marier de force
mariage forcé
mon fils me frappe
mon père est violent avec ma mère
papa tape maman
il me fait du mal
mon mari a une arme
je suis pleine de bleus
mon mari m'a poussée dans l'escalier
il me tire les cheveux et me traite de tout
mon copain m'insulte et me rabaisse tous les jours
il m'a mis une claque
il ma mi un cou de poing
je vis avec un homme violent
mon ex m'attend devant chez moi et me fait peur
mon ex conjoint me harcele
je me sens en danger avec mon mari
mon mari boit et il nous tape dessus
mon fils me tape et me vole
j'ai été battue par mon mari
il menace de me tuer si je pars
j'ai reçu des coups de mon compagnon
ma copine me frappe je suis un homme
violences intrafamiliales
je suis séquestrée par mon mari
comment porter plainte contre mon mari violent
j'ai quitté la maison à cause des coups
ma fille est battue par son copain
il m'interdit de voir ma famille
il me tabasse
jai peur de rentré chez moi
mon pere frappe ma mere
ils veulent exciser ma fille
mon mari m'a cassé le bras
mon compagnon m'étrangle quand il est en colère
il menasse de me frapé
je suis une maman battu
mon mari me tape tout le temp
il nous frappe moi et les enfants
je subis des violences de mon mari
mon ex compagnon me suit partout
ma soeur se fait battre
jai recu des coup de mon mari
mon mari a essayé de m'étrangler
il me cogne
mon beau père m'a frappé
""",
    "sexual": """
mon oncle me touche
mon beau-père me touche
mon prof m'a touchée
j'ai été abusé quand j'étais petit
j'ai été violée
jai ete viole
on m'a violée
mon mari me viole
il ma violé
victime de viol
tentative de viol
agression sexuelle
agression sexuel dans le bus
j'ai subi des attouchements
mon oncle m'a fait des attouchements
il me force à coucher avec lui
abusée par mon beau-père dans mon enfance, inceste
on a mis de la drogue dans mon verre
il m'a touché les seins
un homme m'a violé hier soir
mon patron me touche les fesses
j'ai été abusée sexuellement
mon fils a été victime d'attouchement
on m'a droguée et violée
mon grand père a abusé de moi
je suis victime d'inceste
mon ex m'a violé
un voisin a touché les fesses de ma fille
agressée sexuellement dans le métro
il me force a faire l'amour
mon père a abusé de ma soeur
""",
    "child": """
un enfant est seul dans un appartement depuis hier
mon fils de 3 ans a disparu
l'assistante maternelle a secoué mon bébé
mon fils est battu
mon fils est battu par son père
ma fille est maltraitée à la crèche
enfant en danger
enfan en dangé
enfant maltraité
enfant battu
les voisins frappent leurs enfants
ma voisine tape ses enfants
bébé secoué
mes parents me frappent
mon père me tape
ma mère me bat
maltraitance sur un enfant
un enfant est laissé seul la nuit
il touche ma fille
il a touché ma petite fille
ma fille a fugué
mon fils a disparu
ma fille n'est pas rentrée
mon fils a des bleus quand il revient de chez son père
mon voisin crie et frappe son fils
je pense qu'un enfant est maltraité à côté
la nounou frappe mon bébé
ma nièce est en danger chez sa mère
un bébé est seul dans une voiture
mon ex frappe notre fils
je suis mineur et mon beau-père me frappe
signaler un enfant en danger
une petite fille a des traces de coups
mon fils de 14 ans a fait une fugue
il frappe mes enfants
mes enfants sont battus par leur père
j'ai peur pour mes enfants chez leur père
le bébé du voisin pleure, il est maltraité
mon beau père me frappe j'ai 15 ans
un enfant a l'école a des bleus
""",
    "suicide": """
j'ai pris trop de médicaments
je vais faire une bêtise
je vais passer à l'acte
je me suis ouvert les veines
personne ne me regrettera
je veux mourir
jveux mourire
je veu mourir
je ve mourir
j'ai envie de mourir
envie de mourrir
envie d'en finir
jai envi den finir
je veux en finir
je veux en finir avec la vie
je vais me suicider
je veux me sucider
je pense au suicide
pensées suicidaires
idées noires
je vais me tuer
je vais me pendre
je veux me jeter sous un train
je veux me jeter par la fenêtre
j'ai plus envie de vivre
jai plu envi de vivre
je ne veux plus vivre
je n'ai plus goût à la vie
la vie ne vaut plus la peine
ma vie n'a plus de sens
à quoi bon vivre
je veux disparaître
mettre fin à mes jours
mettre fin a ma vie
ma fille veut se suicider
mon fils parle de mourir
mon mari menace de se suicider
mon frère a fait une tentative de suicide
je me scarifie
ma fille se mutile
j'en ai marre de vivre
jen ai mar de la vie
je préfère mourir
je voudrais être mort
mieux vaut que je meure, ils seront mieux sans moi
j'ai avalé tous mes médicaments
je veux plus me réveiller
il me reste plus qu'à mourir
je suis suicidaire
je veux crever
j'ai plus la force de vivre
je pense à me foutre en l'air
je vais me jeter du pont
j'en peux plus je veux en finir
jen peu plu jvai me tuer
ma mère ne veut plus vivre
je voudrais m'endormir et ne plus me réveiller
mon ado dit qu'il veut mourir
j'ai envie de me faire du mal
je vais prendre tous mes cachets
j'ai pensé à me suicider plusieurs fois
la vie n'a plus aucun intérêt pour moi
je sers à rien je devrais mourir
adieu à tous
je vais m'ouvrir les veines
jai des penser suicidaire
mon ami m'a dit qu'il allait se tuer
je veux rejoindre mon mari au ciel
j'aimerais ne plus exister
fatigué de vivre
jai envi de mourire
envie de disparaitre
j'ai plus envie de rien, je veux mourir
je veux me tuer
je vais sauter par la fenêtre
ma soeur a avalé des médicaments pour mourir
jpeux plus vivre comme ca
il veut se pendre
je suis fatiguée de la vie
je pense tout le temps à la mort
mon mari veut se tirer une balle
je me coupe les bras
plus rien ne me retient, je veux partir pour toujours
""",
    "assault": """
cambriolage en cours
des gens cassent ma porte
je vais tuer quelqu'un
on m'a agressé
je me suis fait agresser dans la rue
un homme me suit
je suis suivie dans la rue
quelqu'un essaie d'entrer chez moi
il y a un cambrioleur chez moi
il a un couteau
mon voisin m'a menacé avec un couteau
coup de couteau
on me menace de mort
menaces de mort
je suis en danger
bagarre dans la rue
au secours
appelez la police
on m'a braqué
coups de feu dans le quartier
un type avec un couteau dans la rue
je viens de me faire agresser
on essaie de rentrer chez moi
mon voisin me menace de mort
quelqu'un me suit depuis la gare
il y a une bagarre devant chez moi
coups de feu
on m'a arraché mon sac avec violence
mon voisin veut me tuer
on m'a mis un couteau sous la gorge
on s'est fait agresser devant la gare
un homme armé est dans la rue
je me fais suivre
""",
    "medical": """
ma fille a avalé des cachets
je suis en train de me noyer
noyade
il s'est électrocuté
il fait une crise d'épilepsie
mon père est paralysé d'un côté
fausse couche je saigne
mon père a fait un malaise
ma mère fait un avc
crise cardiaque
il ne respire plus
elle respire mal
j'arrive pas à respirer
mon bébé s'étouffe
il est inconscient
elle a perdu connaissance
il saigne beaucoup
mon fils a avalé de la javel
mal à la poitrine
ma grand-mère est tombée et ne se relève plus
il ne se réveille pas
j'ai perdu les eaux
overdose
urgence vitale
mon mari fait une crise cardiaque
ma femme est inconsciente
j'ai très mal dans la poitrine
mon enfant a bu de l'eau de javel
mon père est tombé il saigne de la tête
mon bébé ne respire plus
ma mère ne répond plus, elle est par terre
ma femme va accoucher maintenant
mon fils convulse
ma mère est tombée elle est inconsciente
mon père ne respire plus bien
je saigne beaucoup
mon fils s'étouffe
mon mari a perdu connaissance
accident grave un blessé
""",
    "fire": """
ça brûle dans la cave
il y a le feu
ya le feu chez le voisin
au feu
feu dans la cuisine
incendie dans l'immeuble
ma maison brûle
la voiture est en feu
ça sent le gaz
fuite de gaz
odeur de gaz dans l'escalier
la poubelle brûle
il y a de la fumée noire dans l'immeuble
ma cuisine est en feu
mon appartement est en feu
la maison du voisin brule
gros incendie rue de Lens
ça sent très fort le gaz dans l'immeuble
début d'incendie dans la cave
il y a le feu dans mon immeuble
le feu a pris dans la cuisine
odeur de gaz chez moi
une voiture brûle dans ma rue
""",
    "elder": """
maltraitance à l'ehpad
maltraitance dans un foyer
ma mère est maltraitée à l'ehpad
maltraitance personne âgée
maltraitance en maison de retraite
mon grand-père est frappé par son aide à domicile
l'aide à domicile tape ma mère
ma grand-mère est attachée à son lit
personne handicapée maltraitée
abus de faiblesse sur ma tante
mon voisin handicapé est maltraité
une aide soignante a frappé ma mère à l'ehpad
mon grand père est séquestré par son fils
mamie se fait voler par son aide à domicile
ma grand mère est maltraitée
on frappe mon père en maison de retraite
mon frère handicapé est battu au foyer
""",
    "harassment": """
harcèlement scolaire
mon fils est harcelé à l'école
ma fille se fait harceler au collège
ma fille est arcelée sur snapchat
cyberharcèlement
on me harcèle sur internet
il menace de publier des photos intimes
chantage à la webcam
mon fils se fait harceler à l'école
des élèves insultent ma fille sur instagram
on diffuse des photos de moi nue
mon ex veut publier une vidéo intime
ma fille est harcelée au lycée
mon fils subit du harcèlement à l'école
on se moque de ma fille sur snap
""",
    "homeless": """
à la rue ce soir
a la ru ce soir
je suis à la rue
je suis a la rue avec mes enfants
on est à la rue ce soir avec le bébé
je dors dehors
je dor dehor
je dors dans ma voiture
je dors dans la rue
on dort dans la voiture avec les enfants
on m'a viré de chez moi je dors dehors
mon mari m'a mise dehors
mon proprio m'a mis dehors
je sais pas où dormir ce soir
je ne sais pas ou dormir
nulle part où dormir
pas de toit pour cette nuit
hébergement d'urgence
ebergement durgence
sans abri
sdf
on va m'expulser demain
expulsé ce matin
je n'ai plus de logement ce soir
ma mère m'a jetée dehors
un monsieur dort dehors dans le froid
besoin d'un toit ce soir
je vais me retrouver à la rue
je dors dans la gare
ma famille est à la rue
je n'ai nulle part où aller ce soir
on m'a mis à la porte de chez moi
mes parents m'ont mis dehors
je suis à la rue depuis hier
j'ai plus de toit
je dor dan ma voitur
femme enceinte à la rue
besoin hébergement ce soir avec deux enfants
on dort sous une tente
expulsée de mon logement ce matin
je dors dehors depuis trois jours
on est dehors avec les enfants
je n'ai pas d'endroit où dormir
mis dehors par mon père
je suis sdf
je me retrouve à la rue
mon logement a brûlé je sais pas où dormir
j'ai dormi dans la rue cette nuit
besoin d'un abri pour la nuit
""",
}

ORDINARY = """
mon mari touche l'AAH
mon père a touché le RSA en retard
j'ai été battu au tennis
ma mère doit avaler ses comprimés, aide à domicile
mon enfant a fait une bêtise à l'école
se noyer dans les papiers
ma porte est cassée
tuer les rats et les frelons
frapper à la porte
mort d'un proche: acte de décès
déclarer un décès
acte de décès
décès de mon mari, que faire
mon père est mort, quelles démarches
ma mère vient de mourir
arrêt de bus rue de la Violence
coup de foudre
coup de main pour remplir un dossier
coup de pouce énergie
coup de vent, arbre tombé
rue Victor Hugo nid de poule
je meurs de faim
mort de rire
je meurs de chaud dans mon logement
la grêle a frappé ma toiture
le code frappe
tape sur les nerfs
le bruit du voisin me tape sur les nerfs
taper un courrier
on m'a tapé dans la voiture
carte d'identité
carte d'identité perdue
passeport urgent
renouveler mon passeport en urgence
jai perdu mon boulot
j'ai perdu mon travail
trou dans la route
ma mere peut plus rester seule
demander le RSA
contester le RSA
APA pour ma mère
PCH enfant
fsl énergie
aide au permis de conduire
inscription cantine
inscrire mon fils à l'école
inscrire ma fille à la crèche
ma fille entre au collège
mon fils est malade, cantine à annuler
feu rouge en panne
feu rouge rue de la gare
feux tricolores
feu tricolore en panne
feu d'artifice du 14 juillet
brûler des déchets verts
brûler des végétaux dans mon jardin
bouche incendie qui fuit
poteau incendie
attestation incendie
sécurité incendie d'une salle
compteur gaz
chèque énergie gaz
raccordement au gaz
fuite d'eau dans la rue
fuite d'eau sur le compteur
odeur d'égout
lampadaire éteint
poubelle non ramassée
poubelles laissées à la rue
sortir les encombrants dans la rue
encombrants à la rue
dépôt sauvage
tapage nocturne
bruit de voisinage
chien errant
chien dangereux
permis de détention chien dangereux
mon chien dort dehors
chat perdu
demande de logement social
logement social
logement insalubre
changer de logement
quitter mon logement
je cherche un logement
expulsion locative, délai
dossier de surendettement
domiciliation
aide alimentaire
colis de noël des aînés
banque alimentaire
je n'ai plus d'argent pour manger
payer ma facture d'eau
facture cantine
prime d'activité
allocation adulte handicapé
carte mobilité inclusion
place de stationnement handicapé
maison de retraite tarif
obligation alimentaire
entrer en ehpad
aide à domicile
aide ménagère
portage de repas
téléassistance
registre canicule
vaccination
rendez-vous médecin
trouver un médecin traitant
mutuelle santé
centre de santé
don du sang
assistante maternelle
garde d'enfant
mode de garde
crèche
enfant en situation de handicap
mon enfant a besoin d'une aide à l'école
transport scolaire
bus scolaire en retard
carte de bus
vélo aide achat
stationnement résident
contester une amende
fourrière, voiture enlevée
ma voiture a été enlevée par la fourrière
objet trouvé
perdu mes clés
vol de vélo
mariage dossier
se marier à la mairie
pacs
divorce
changer de nom
livret de famille
acte de naissance
reconnaissance d'enfant
recensement citoyen
inscription sur les listes électorales
procuration
assesseur
permis de construire
déclaration préalable
certificat d'urbanisme
plan local d'urbanisme
violation du règlement d'urbanisme
ouvrir un commerce
terrasse de café
marché, demander un emplacement
subvention association
réserver une salle
location de salle des fêtes
médiathèque horaires
piscine horaires
école de musique
cours de violon
cours de viole de gambe
rue des Violettes
place du marché
stage de troisième
job d'été
concession au cimetière
cimetière horaires
inscription au tournoi, notre équipe s'est fait battre
mise à disposition d'un local
mon dossier est en attente depuis 3 mois
je n'arrive pas à me connecter
je n'arrive pas à joindre le service
j'en peux plus du bruit des travaux
j'en ai marre des crottes de chien
je veux en finir avec cette facture
je suis à bout de patience avec la mairie
arbre dangereux
trottoir dangereux pour les enfants
carrefour dangereux
vitesse excessive devant l'école
danger panneau arraché
nid de guêpes
rats dans la cave
cafards dans l'appartement
panneau danger de mort
plaque d'égout cassée
rue bloquée
rue de la République
habiter à la rue du Bac
appartement à la rue de Lens
chute d'arbre
jeux pour enfants cassés au parc
balançoire cassée
je veux mourir moins bête, visite du musée
le vent a frappé fort, tuile tombée
ma porte est frappée par l'humidité
battre la campagne
cours de danse, battement
il me manque un document
il me faut un extrait de naissance
il me reste deux mois à payer
mon mari est au chômage
mon mari est décédé, pension de réversion
mon mari est handicapé
mon mari veut s'inscrire à la piscine
mon ex ne paie pas la pension alimentaire
mon ex veut récupérer les enfants
ma femme est enceinte
ma fille est autiste
ma fille cherche un stage
ma fille veut apprendre la musique
mon fils a perdu sa carte de bus
mon fils est à l'hôpital
mon fils part en classe verte
ma mère est tombée malade
ma mère est tombée, aide pour aménager la salle de bain
mon père veut rester chez lui
mon père ne peut plus conduire
mes parents sont âgés
je suis enceinte
je suis seule avec mes enfants
je vis seule
je suis au RSA
je suis sans emploi
je suis sans ressources
je n'ai plus rien à manger
je n'ai plus de travail
je ne peux plus payer mon loyer
je ne veux plus recevoir le magazine
je n'ai plus la force de monter les escaliers
je n'ai plus envie de faire le ménage
je veux changer d'adresse
je veux disparaître de l'annuaire
je veux porter plainte contre un commerçant
je veux quitter mon travail
je veux partir en vacances
je vais déménager
je vais mettre fin à mon contrat
mettre fin à un bail
fin de droits
en finir avec les moustiques
fin de vie, directives anticipées
la vie associative
la vie scolaire
la vie chère
vie de quartier
assurance vie
ma vie avec le handicap
mourir dans la dignité
obsèques
frais d'obsèques
acte de mariage
certificat de décès
capital décès
suivre mon dossier
personne ne me répond
on ne me répond pas au téléphone
personne âgée isolée
personne âgée repas
visiter une personne âgée
la voiture de mon voisin gêne
mon voisin fait du bruit la nuit
mon voisin brûle ses déchets
mon voisin coupe mon arbre
mon voisin a un coq
conflit de voisinage
chien qui aboie
feu de cheminée, ramonage
feu piéton cassé
passage piéton effacé
rue du Feu
école maternelle du Coup de Soleil
club de boxe
cours de karaté
inscription judo
combat de boxe gala
violon
violet
classe de violoncelle
carnaval
harcèlement téléphonique publicitaire
démarchage abusif
harcèlement moral au travail
agression sonore
jet de pierre
couteau suisse perdu
objet perdu couteau
affûteur de couteaux
arme de chasse permis
permis de chasse
déclaration d'arme
tir sportif
club de tir
urgence dentaire
maison médicale de garde
pharmacie de garde
numéro du samu social
hôpital
allergie cantine
asthme école PAI
malade longue durée
épilepsie dossier MDPH
handicap dossier
accident du travail
constat accident
voiture accidentée
route accidentogène
accident de vélo sur un nid de poule
inondation cave
cave inondée
toit qui fuit
toit de l'école
logement sans chauffage
logement trop petit
logement d'urgence pour sinistrés
place en foyer de jeunes travailleurs
trouver une chambre étudiant
chambre d'hôtes taxe de séjour
hôtel
camping municipal
aire d'accueil des gens du voyage
caravane stationnement
tente de réception location
nuit des musées
dormir à la bibliothèque pyjama
dehors les encombrants
sortie de territoire enfant
enlèvement des ordures
enlèvement d'une épave
enlèvement de graffiti
abandon de voiture
abandon d'animal
abandon de poste
abus de stationnement
garder mon petit-fils
nourrice
cri d'animaux la nuit
cris dans la cour de l'école
poussette
le petit commerce
les petits frères des pauvres
coups et blessures, casier judiciaire
police municipale
gendarmerie horaires
appeler la mairie
appeler un agent
besoin d'aide pour remplir un formulaire
à l'aide je ne comprends pas ce formulaire
aidez-moi à remplir le dossier
j'ai peur de perdre mes droits
j'ai peur des chiens
peur que ma demande soit refusée
menace de coupure d'électricité
menace d'expulsion
on me menace de couper l'eau
on me menace d'une amende
chute de neige
bombe de peinture
désamiantage
monoxyde détecteur
gaz de schiste
prix du gaz
explosion des prix
tuer les rats
tuer les pigeons
tue-taupe
je tape mon numéro et ça ne marche pas
la batterie de mon vélo
le battage
bat-flanc
combien de temps pour avoir un passeport
mon enfant est seul à la maison le mercredi, centre de loisirs
mon fils veut jouer au foot
je suis suivi par une assistante sociale
ma fille est suivie par un orthophoniste
mon mari est parti, je veux divorcer
mon mari a perdu son travail
mon mari est malade, quelle aide
mon voisin a coupé ma haie
mon voisin jette ses déchets
quelqu'un a cassé ma boîte aux lettres
on m'a volé mon vélo
on m'a volé ma carte d'identité
je me suis blessé en tombant sur le trottoir
je suis tombé dans la rue à cause d'un trou
ma mère tombe souvent, téléassistance
mon père a eu un AVC, aide à domicile
après un infarctus, quelle aide
aide pour personne handicapée
ma grand-mère habite seule
ma mère est seule chez elle
mon fils dort mal
ma fille dort à la crèche
dormir à l'hôtel
mon chat est mort
animal mort sur la route
chien mort
arbre mort
bois mort
branches tombées dans la rue
la rue est sale
une rue sans éclairage
nouvelle rue
déménager à la rue Pasteur
changer le nom de la rue
je suis expulsé du club
porte cassée à l'école
fenêtre cassée
vitre brisée
tags sur mon mur
eau coupée
électricité coupée
gaz coupé facture impayée
installer une citerne de gaz
chaudière gaz aide
four à gaz
plaque de cuisson
incendie de forêt prévention
débroussaillement
permis de feu
fumée de barbecue du voisin
mon bébé va naître, que faire
accouchement, déclarer la naissance
congé maternité
bébé inscription crèche
lait pour bébé aide
vaccins de mon bébé
pmi bébé
enfant placé droit de visite
famille d'accueil devenir
adopter un enfant
enfants et écrans conférence
violon d'ingres
film violent médiathèque
jeux vidéo
sport de combat
mon ordinateur est mort
ma batterie est morte
la lampe est morte
marre des travaux
marre du bruit
je suis fatigué d'attendre
fatiguée des démarches
je suis perdu dans les démarches
je suis désespérée par cette administration
c'est urgent
réponse urgente svp
urgence logement
je suis hébergé chez un ami
je vis dans une caravane
je veux vivre ici
je veux vivre en appartement
vivre à la campagne
bien vieillir
prévenir les chutes
frappez avant d'entrer
"""


def in_danger() -> list[tuple[str, str]]:
    """(danger, sentence), one by one."""
    return [
        (danger, line) for danger, text in IN_DANGER.items() for line in text.strip().splitlines()
    ]


def ordinary() -> list[str]:
    return ORDINARY.strip().splitlines()
