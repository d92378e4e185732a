package org.postrider.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    private Path folder;

    private final Problems problems = new Problems();

    @Test
    void tellsThePlaceOfEveryElementAndAttribute() throws IOException {
        ConfigElement root = read("""
                <?xml version="1.0"?>
                <!-- a < comment > with <tags/> -->
                <server
                    hostname = "mx.example.test"
                    port='25'>
                  <store type="a>b"/>  <store/>
                  <spool>
                    <limit>10</limit></spool>
                </server>
                """).orElseThrow();

        assertThat(root.location()).isEqualTo(at(3, 1));
        assertThat(root.attribute("hostname").orElseThrow().location()).isEqualTo(at(4, 5));
        assertThat(root.attribute("port").orElseThrow().location()).isEqualTo(at(5, 5));
        assertThat(root.children("store")).extracting(ConfigElement::location).containsExactly(at(6, 3), at(6, 24));
        assertThat(root.children("store")
                        .getFirst()
                        .attribute("type")
                        .orElseThrow()
                        .value())
                .isEqualTo("a>b");
        assertThat(root.children("spool").getFirst().children().getFirst().location())
                .isEqualTo(at(8, 5));
        assertThat(root.children("spool").getFirst().children().getFirst().text())
                .isEqualTo("10");
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void keepsThePlacesOfALargeFileWithEveryKindOfLineBreak() throws IOException {
        StringBuilder text = new StringBuilder("<list>\r\n");
        for (int i = 2; i <= 20_000; i++) {
            text.append("  <ä name=\"€𝄞").append(i).append("\"/>").append(i % 2 == 0 ? "\r\n" : "\n");
        }
        ConfigElement root = read(text + "</list>").orElseThrow();

        for (int i = 0; i < root.children().size(); i++) {
            assertThat(root.children().get(i).location()).isEqualTo(at(i + 2, 3));
        }
    }

    @Test
    void ignoresWhatBelongsToXmlItself() throws IOException {
        ConfigElement root = read("""
                <server xmlns="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="urn:x server.xsd" hostname="a"/>
                """).orElseThrow();

        assertThat(root.attributes()).extracting(ConfigElement.Attribute::name).containsExactly("hostname");
    }

    @Test
    void saysWhereTheXmlIsBroken() throws IOException {
        assertThat(read("<server>\n  <store>\n</server>\n")).isEmpty();

        assertThat(problems.list()).singleElement().satisfies(problem -> {
            assertThat(problem.location().line()).isEqualTo(3);
            assertThat(problem.message())
                    .startsWith("this is no well-formed XML: ")
                    .contains("store");
        });
    }

    @Test
    void refusesADoctypeSoThatNoEntityReadsAFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hidden");
        String attack = "<!DOCTYPE server [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n<server>&x;</server>";

        assertThat(read(attack)).isEmpty();
        assertThat(problems.list().getFirst().message())
                .isEqualTo("this is no well-formed XML: a DOCTYPE is not allowed; remove it");
    }

    @Test
    void saysThatAFileIsMissingOrNotUtf8OrTooDeep() throws IOException {
        ConfigReader reader = new ConfigReader();
        reader.read(folder.resolve("none.xml"), problems);
        reader.read(
                Files.write(folder.resolve("latin.xml"), "<a>ä</a>".getBytes(StandardCharsets.ISO_8859_1)), problems);
        read("<a>".repeat(100) + "</a>".repeat(100));

        assertThat(problems.list())
                .extracting(Problems.Problem::message)
                .satisfiesExactly(
                        missing -> assertThat(missing).startsWith("the file is missing"),
                        encoding -> assertThat(encoding).contains("not UTF-8"),
                        deep -> assertThat(deep).contains("nested more than 64 deep"));
    }

    @Test
    void replacesVariablesOfTheEnvironmentAndOfFiles() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        ConfigElement root = read("<a path=\"${env:PATH}\" other='${sys:no.such:-default}'><b>${file:UTF-8:" + secret
                        + "}</b><c>${script:javascript:1+1} ^a${2}$</c></a>")
                .orElseThrow();

        assertThat(root.attribute("path").orElseThrow().value()).isEqualTo(System.getenv("PATH"));
        assertThat(root.attribute("other").orElseThrow().value()).isEqualTo("default");
        assertThat(root.children("b").getFirst().text()).isEqualTo("s3cret");
        assertThat(root.children("c").getFirst().text()).isEqualTo("${script:javascript:1+1} ^a${2}$");
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void saysWhichVariableHasNoValue() throws IOException {
        read("<a>\n  <b c='${env:NO_SUCH_VARIABLE}'/><d>${file:UTF-8:/no/such/file}</d></a>");

        assertThat(problems.list().getFirst().location()).isEqualTo(at(2, 6));
        assertThat(problems.list().getFirst().message()).startsWith("${env:NO_SUCH_VARIABLE} has no value");
        assertThat(problems.list().get(1).message()).contains("/no/such/file");
    }

    private Optional<ConfigElement> read(String text) throws IOException {
        return new ConfigReader().read(Files.writeString(file(), text), problems);
    }

    private Path file() {
        return folder.resolve("server.xml");
    }

    private Location at(int line, int column) {
        return new Location(file(), line, column);
    }
}
