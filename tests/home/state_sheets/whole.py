"""One document with every element that the State's three archives use, in places where they do.

The words are ours: a country of dragons.
"""

from tests.home.state_sheets.archives import publication

FOLDER = """
<SousThemePere ID="N905">Écailles et feu</SousThemePere>
<DossierPere ID="N901"><Titre>Dragons</Titre><Fiche ID="F8">Voisine</Fiche>
  <SousDossier ID="N901-1"><Titre>Au nid</Titre><Fiche ID="F9">Œufs</Fiche></SousDossier>
</DossierPere>
<SousDossierPere>Au nid</SousDossierPere>
"""
LINES = """
<Paragraphe>Un <MiseEnEvidence>dragon</MiseEnEvidence> de <Valeur>3 m</Valeur>, dit
  <Expression>petit</Expression>, crache <Citation>au 1<Exposant>er</Exposant> cri</Citation> du
  CO<Indice>2</Indice> (<TermeEtranger langue="en">fire</TermeEtranger>). Écrivez
  <Variable>(votre nom)</Variable>. Voyez
  <LienInterne LienPublication="F2" type="Fiche d'information" audience="Particuliers">les
  œufs</LienInterne>, <LienInterne LienPublication="F404" type="Fiche d'information"
  audience="Professionnels">le commerce</LienInterne>, le
  <LienInterne LienPublication="R70" type="Sigle">BDR</LienInterne>, une
  <LienIntra LienID="R71" type="Définition de glossaire">couvaison</LienIntra> et
  <LienExterne URL="https://dragons.example/">ce site</LienExterne>

.</Paragraphe>
"""
BOXES = """
<OuSAdresser ID="R1" type="Local personnalisé sur SP"><Titre>Mairie</Titre>
  <Complement>De votre nid</Complement><PivotLocal>mairie</PivotLocal>
  <RessourceWeb URL="https://annuaire.example/"/><Source ID="R3">Le royaume</Source>
  <Texte><Chapitre><Titre><Paragraphe>Par hibou</Paragraphe></Titre>
    <Paragraphe>La nuit</Paragraphe></Chapitre></Texte></OuSAdresser>
<ServiceEnLigne ID="R4" URL="https://feu.example/" type="Formulaire" numerocerfa="99999*01"
  format="application/pdf" poids="12.0 KB"><Titre>Déclarer un dragon</Titre>
  <Source ID="R3">Le royaume</Source>
  <Introduction><Texte><Paragraphe>En trois exemplaires</Paragraphe></Texte></Introduction>
  <NoticeLiee ID="R5" URL="https://feu.example/notice" type="Notice">Notice du feu</NoticeLiee>
  <ServiceEnLigneAnnexe type="Formulaire"><Titre>Annexe des ailes</Titre>
    <LienWeb URL="https://feu.example/ailes"/></ServiceEnLigneAnnexe></ServiceEnLigne>
"""
TABLE = """
<Tableau><Titre>Âge et taille</Titre><Resume><Paragraphe>Un tableau</Paragraphe></Resume>
  <Colonne largeur="50" type="header"/><Colonne largeur="50" type="normal"/>
  <Rangée type="header"><Cellule><Paragraphe>Âge</Paragraphe></Cellule>
    <Cellule><Paragraphe>Taille</Paragraphe></Cellule></Rangée>
  <Rangée type="normal"><Cellule fusionVerticale="2"><Paragraphe>Un an</Paragraphe></Cellule>
    <Cellule><Paragraphe>Deux mètres</Paragraphe></Cellule></Rangée>
  <Rangée type="normal"><Cellule fusionHorizontale="1"><Paragraphe>Ou trois</Paragraphe></Cellule>
  </Rangée></Tableau>
"""
PICTURE = """
<ContenuIllustre positionIllustration="gauche"><Contenu><Paragraphe>Ses griffes</Paragraphe>
  </Contenu><Illustration LienPublication="I1.gif" type="Image"/></ContenuIllustre>
<Image LienPublication="I2.jpg" type="Image"><Legende>Un nid</Legende>
  <Credits><Paragraphe>Le scribe</Paragraphe></Credits>
  <TexteDeRemplacement>Trois œufs</TexteDeRemplacement>
  <Description><Paragraphe>Dans la paille</Paragraphe></Description></Image>
"""
CHAPTER = f"""
<Chapitre><Titre><Paragraphe>Qui peut en avoir ?</Paragraphe></Titre>
  <TitreAlternatif><Paragraphe>Les maîtres</Paragraphe></TitreAlternatif>
  <Condition><ou><estVrai var="T1"/><et><estIndefini var="T2"/></et></ou></Condition>
  {LINES}
  <Liste type="puce"><Item><Paragraphe>Les mages</Paragraphe></Item></Liste>
  <Liste type="numero"><Item><Paragraphe>Les rois</Paragraphe></Item></Liste>
  <BlocCas affichage="radio"><Cas><Titre>Vous avez une tour</Titre>{TABLE}</Cas></BlocCas>
  <SousChapitre><Titre><Paragraphe>Leurs devoirs</Paragraphe></Titre>
    <ANoter><Titre>À noter</Titre><Paragraphe>il mange</Paragraphe></ANoter>
    <ASavoir><Titre>À savoir</Titre><Paragraphe>il dort</Paragraphe></ASavoir>
    <Attention><Titre>Attention</Titre><Paragraphe>il mord</Paragraphe></Attention>
    <Rappel><Titre>Rappel</Titre><Paragraphe>il vole</Paragraphe></Rappel>
    <FragmentConditionne><Condition><estVrai var="T3"/></Condition>
      <Paragraphe>Sauf en hiver</Paragraphe></FragmentConditionne>
  </SousChapitre>{PICTURE}{BOXES}
</Chapitre>
"""
END = """
<VoirAussi important="non"><Dossier ID="N902"><Titre>Licornes</Titre>
  <Theme ID="N900"><Titre>Animaux</Titre></Theme></Dossier>
  <Fiche ID="F2"><Titre>Les œufs</Titre></Fiche></VoirAussi>
<Reference type="Texte de référence" URL="https://loi.example/" ID="R6"><Titre>Loi du feu</Titre>
  <Complement>Article 3</Complement></Reference>
<PourEnSavoirPlus type="Information pratique" ID="R7" URL="https://plus.example/">
  <Titre>Le dressage</Titre><Source ID="R3">Le royaume</Source></PourEnSavoirPlus>
<LienExterneCommente><Commentaire><Paragraphe>Présentation</Paragraphe></Commentaire>
  <LienExterne URL="https://liens.example/">Bestiaire</LienExterne>
  <Source ID="R3">Le royaume</Source></LienExterneCommente>
<Definition ID="R71"><Titre>Couvaison</Titre><Texte><Paragraphe>Le temps de l'œuf</Paragraphe>
  </Texte><Reference URL="https://loi.example/oeuf"><Titre>Loi de l'œuf</Titre></Reference>
</Definition>
<Abreviation ID="R70" type="Sigle"><Titre>BDR</Titre><Texte><Paragraphe>Bureau des reptiles
  </Paragraphe></Texte></Abreviation>
<Partenaire ID="R8" URL="https://partenaire.example/"/>
"""
SHEET = publication(
    "F1",
    f"""<SurTitre>Fiche pratique</SurTitre><Canal>www.service-public.fr</Canal>
    <Cible>Mage</Cible><Theme ID="N900"><Titre>Animaux</Titre></Theme>{FOLDER}
    <Avertissement ID="R9" date="2026-02-01"><Titre>Incendies</Titre><Texte><Paragraphe>Feux
      interdits</Paragraphe></Texte></Avertissement>
    <Introduction><Texte><Paragraphe>Avant d'adopter</Paragraphe></Texte></Introduction>
    <ListeSituations affichage="onglet"><Situation><Titre>À la campagne</Titre>
      <Texte>{CHAPTER}</Texte></Situation></ListeSituations>{BOXES}{END}""",
    kind="Fiche d'information conditionnée",
)
FORM = publication(
    "R4",
    """<SurTitre>Formulaire</SurTitre><Canal>www.service-public.fr</Canal>
    <Theme ID="N900"><Titre>Animaux</Titre><Audience>Particuliers</Audience></Theme>
    <NumeroCerfa>99999*01</NumeroCerfa><AutreNumero>D-42</AutreNumero>
    <Texte><Paragraphe>Pour déclarer</Paragraphe></Texte>
    <LienWeb URL="https://feu.example/formulaire" format="application/pdf" poids="1.0 MB">
      <Source>Le royaume</Source></LienWeb>
    <NoticeLiee ID="R5" URL="https://feu.example/notice">Notice du feu</NoticeLiee>
    <ServiceEnLigneAnnexe type="Formulaire"><Titre>Annexe des ailes</Titre>
      <LienWeb URL="https://feu.example/ailes"/></ServiceEnLigneAnnexe>
    <ServiceEnLigneAlternatif ID="R10" audience="Particuliers" type="Téléservice">
      <Titre>En ligne</Titre></ServiceEnLigneAlternatif>
    <FicheLiee ID="F1" audience="Particuliers"><Titre>Élever un dragon</Titre>
      <Dossier ID="N901">Dragons</Dossier></FicheLiee>
    <Dossier ID="N901"><Titre>Dragons</Titre><Audience>Particuliers</Audience></Dossier>
    <OuSAdresserSupport ID="R11" type="Support"><Titre>Secours du feu</Titre>
      <RessourceWeb URL="https://secours.example/"/></OuSAdresserSupport>""",
    kind="Formulaire",
    root="ServiceComplementaire",
    title="Formulaire du feu",
    theme=("servicesEnLigne", "Services en ligne et formulaires"),
    folder=None,
)
NEST = """<SousThemePere ID="N905">Écailles</SousThemePere>
<SousDossier ID="N901-1"><Titre>Au nid</Titre><Fiche ID="F1">Élever</Fiche></SousDossier>"""
DOCUMENTS = {
    "F1": SHEET,
    "F2": publication("F2"),
    "N901": publication("N901", NEST, title="Dragons", kind="Dossier", folder=None),
    "R4": FORM,
}
# What the archives of November 2020 use: a hundred, these and fifteen of Dublin Core.
USED = """
    Publication ServiceComplementaire ANoter ASavoir Abreviation Attention Audience AutreNumero
    Avertissement BlocCas Canal Cas Cellule Chapitre Cible Citation Colonne Commentaire Complement
    Condition Contenu ContenuIllustre Credits Definition Description Dossier DossierPere Exposant
    Expression Fiche FicheLiee FilDAriane FragmentConditionne Illustration Image Indice Introduction
    Item Legende LienExterne LienExterneCommente LienInterne LienIntra LienWeb Liste ListeSituations
    MiseEnEvidence Niveau NoticeLiee NumeroCerfa OuSAdresser OuSAdresserSupport Paragraphe
    Partenaire PivotLocal PourEnSavoirPlus Rangée Rappel Reference RessourceWeb Resume
    ServiceEnLigne ServiceEnLigneAlternatif ServiceEnLigneAnnexe Situation Source SousChapitre
    SousDossier SousDossierPere SousThemePere SurTitre Tableau TermeEtranger Texte
    TexteDeRemplacement Theme Titre TitreAlternatif Valeur Variable VoirAussi et estIndefini estVrai
    ou
"""
TAGS = frozenset(USED.split())
