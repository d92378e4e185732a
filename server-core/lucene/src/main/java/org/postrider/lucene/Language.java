package org.postrider.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/// The languages of which it is known what forms a word has. Thread-safe.
enum Language {
    ENGLISH("en", EnglishAnalyzer::new, EnglishAnalyzer.getDefaultStopSet()),
    GERMAN("de", GermanAnalyzer::new, GermanAnalyzer.getDefaultStopSet()),
    FRENCH("fr", FrenchAnalyzer::new, FrenchAnalyzer.getDefaultStopSet()),
    SPANISH("es", SpanishAnalyzer::new, SpanishAnalyzer.getDefaultStopSet()),
    ITALIAN("it", ItalianAnalyzer::new, ItalianAnalyzer.getDefaultStopSet()),
    PORTUGUESE("pt", PortugueseAnalyzer::new, PortugueseAnalyzer.getDefaultStopSet()),
    CATALAN("ca", CatalanAnalyzer::new, CatalanAnalyzer.getDefaultStopSet()),
    ROMANIAN("ro", RomanianAnalyzer::new, RomanianAnalyzer.getDefaultStopSet()),
    DUTCH("nl", DutchAnalyzer::new, DutchAnalyzer.getDefaultStopSet()),
    SWEDISH("sv", SwedishAnalyzer::new, SwedishAnalyzer.getDefaultStopSet()),
    DANISH("da", DanishAnalyzer::new, DanishAnalyzer.getDefaultStopSet()),
    NORWEGIAN("no", NorwegianAnalyzer::new, NorwegianAnalyzer.getDefaultStopSet()),
    FINNISH("fi", FinnishAnalyzer::new, FinnishAnalyzer.getDefaultStopSet()),
    HUNGARIAN("hu", HungarianAnalyzer::new, HungarianAnalyzer.getDefaultStopSet()),
    CZECH("cs", CzechAnalyzer::new, CzechAnalyzer.getDefaultStopSet()),
    RUSSIAN("ru", RussianAnalyzer::new, RussianAnalyzer.getDefaultStopSet()),
    BULGARIAN("bg", BulgarianAnalyzer::new, BulgarianAnalyzer.getDefaultStopSet()),
    TURKISH("tr", TurkishAnalyzer::new, TurkishAnalyzer.getDefaultStopSet());

    private final String code;
    // Without words that are left out: each has a stem.
    private final Analyzer analyzer;
    private final CharArraySet common;

    Language(String code, Function<CharArraySet, Analyzer> analyzer, CharArraySet common) {
        this.code = code;
        this.analyzer = analyzer.apply(CharArraySet.EMPTY_SET);
        this.common = common;
    }

    /// By which an index names it (ISO 639-1).
    String code() {
        return code;
    }

    static Optional<Language> of(String code) {
        return Arrays.stream(values())
                .filter(language -> language.code.equals(code))
                .findAny();
    }

    /// Words that are in nearly every text.
    CharArraySet common() {
        return common;
    }

    /// What the forms of a word have in common.
    ///
    /// @param word folded
    String stem(String word) {
        // Folding parts letters from their accents, which stemmers want together.
        String composed = Normalizer.normalize(word, Normalizer.Form.NFC);
        try (TokenStream tokens = analyzer.tokenStream("", composed)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            StringBuilder stem = new StringBuilder();
            tokens.reset();
            while (tokens.incrementToken()) {
                stem.append(term);
            }
            tokens.end();
            return stem.isEmpty() ? word : stem.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
