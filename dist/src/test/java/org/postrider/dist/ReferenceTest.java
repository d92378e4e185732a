package org.postrider.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.boot.ConfigFiles;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.config.ElementDoc;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.ReferenceWriter;
import org.postrider.kernel.config.SchemaWriter;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginLoader;

/// Schemas and reference pages say what the code does: `mvn -pl dist -am test -Dtest=ReferenceTest -Dupdate` writes
/// them
/// again.
class ReferenceTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCHEMAS = PROJECT.resolve("conf/src/main/resources/org/postrider/conf");
    private static final Path REFERENCE = PROJECT.resolve("docs/reference");
    private static final boolean UPDATE = System.getProperty("update") != null;

    @TempDir
    private Path home;

    @TestFactory
    Stream<DynamicTest> everySchemaIsUpToDate() {
        return files().all().entrySet().stream()
                .map(file -> upToDate(SCHEMAS.resolve(file.getKey() + ".xsd"), SchemaWriter.write(file.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> everyReferencePageIsUpToDate() {
        return files().all().entrySet().stream()
                .map(file -> upToDate(REFERENCE.resolve(file.getKey() + ".md"), page(file)));
    }

    @Test
    void theDefaultConfigurationIsGood() throws Exception {
        HomeCreator.create(home, "mx.example.test", "example.test", OptionalInt.of(20_000));

        assertThat(PostriderServer.configCheck(home)).isEmpty();
        for (Map.Entry<String, ElementDoc> file : files().all().entrySet()) {
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(SCHEMAS.resolve(file.getKey() + ".xsd").toFile())
                    .newValidator()
                    .validate(new StreamSource(
                            home.resolve("conf/" + file.getKey() + ".xml").toFile()));
        }
    }

    private static String page(Map.Entry<String, ElementDoc> file) {
        String page = ReferenceWriter.write(file.getKey() + ".xml", file.getValue());
        return file.getKey().equals("pipeline")
                ? page
                        + ReferenceWriter.section(
                                "Matchers",
                                "The first option of a matcher is its condition: `match=\"Name=condition\"`.",
                                files().matchers())
                : page;
    }

    private static ConfigFiles files() {
        Problems problems = new Problems();
        PluginCatalog catalog = PluginCatalog.of(new PluginLoader().load(Path.of("no-plugins"), problems), problems);
        assertThat(problems.list()).isEmpty();
        SourceDocs docs = new SourceDocs(PROJECT);
        return new ConfigFiles(catalog, docs::firstParagraph, docs::examples);
    }

    private static DynamicTest upToDate(Path file, String expected) {
        return DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            if (UPDATE) {
                write(file, expected);
            }
            assertThat(file)
                    .as("made by: mvn -pl dist -am test -Dtest=ReferenceTest -Dupdate")
                    .hasContent(expected);
        });
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void takesTheFirstParagraphOfAComment() {
        assertThat(SourceDocs.firstParagraph(List.of(
                        "package a;", "", "/// Stores [org.a.Mail#x], or [Mail].", "/// Well.", "///", "/// More.")))
                .isEqualTo("Stores x, or Mail. Well.");
    }
}
