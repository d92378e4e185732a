package org.postrider.smime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mime.MimeEntity;
import org.postrider.smime.Keys.Person;
import org.postrider.testkit.TestMail;

/// S/MIME among ourselves, and with openssl.
class SmimeTest {
    private static final Secret PASSWORD = new Secret(Keys.PASSWORD);
    private static final ServerInfo SERVER = new ServerInfo(
            new Domain("mx.example.test"),
            new Domain("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "test",
            Path.of("."));
    private static final String TEXT = """
            Received: from somewhere
            From: Ann <ann@example.test>
            To: bob@example.test
            Subject: Grüße
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße aus Köln

            --b
            Content-Type: application/octet-stream

            .--signed
            From here on
            --b--
            """;

    @TempDir
    private Path folder;

    private Keys keys;

    @BeforeEach
    void makeAnAuthority() throws Exception {
        keys = new Keys(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void whatIsSignedIsTrustedAndStrippedAgain(String algorithm) throws Exception {
        Person ann = keys.person("ann@example.test", algorithm);
        Mail signed = after(sign(ann), mail(TEXT));

        assertThat(signed.message().headers().first("Content-Type").orElseThrow())
                .startsWith("multipart/signed");
        assertThat(signed.message().headers().first("Received")).contains("from somewhere");
        assertThat(text(signed)).contains("R3LDvMOfZSBhdXMgS8O2bG4NCg==").doesNotContain("Grüße aus");
        Mail checked = after(check(false), signed);
        assertThat(checked.attribute("smime.signature")).contains("trusted");
        assertThat(checked.attribute("smime.signature.signer")).contains("CN=ann");
        assertThat(checked.message()).isSameAs(signed.message());
        Mail stripped = after(check(true), signed);
        assertThat(stripped.message().headers().first("Content-Type")).contains("multipart/mixed; boundary=b");
        assertThat(stripped.message().headers().all("MIME-Version")).containsExactly("1.0");
        assertThat(text(stripped)).doesNotContain("pkcs7").contains("--b--");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void opensslVerifiesWhatWeSign(String algorithm) throws Exception {
        assumeTrue(Openssl.isThere());
        Mail signed = after(sign(keys.person("ann@example.test", algorithm)), mail(TEXT));
        Path file = written(signed);

        for (String program : new String[] {"smime", "cms"}) {
            assertThat(Openssl.run(folder, program, "-verify", "-in", file, "-CAfile", keys.authorityPem()))
                    .containsIgnoringCase("verification successful")
                    .contains("From here on");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smime", "cms", "cms -nodetach", "smime -nodetach"})
    void weVerifyWhatOpensslSigns(String program) throws Exception {
        assumeTrue(Openssl.isThere());
        Person ann = keys.person("ann@example.test", "RSA");
        Mail signed = made(ann, (program + " -sign -signer").split(" "), "-inkey");

        assertThat(after(check(false), signed).attribute("smime.signature")).contains("trusted");
        Mail stripped = after(check(true), signed);
        assertThat(stripped.message().headers().first("Content-Type")).contains("text/plain");
        assertThat(text(stripped)).endsWith("\r\n\r\nHello Bob,\r\nhere I am.\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smime -encrypt -aes256 RSA",
                "smime -encrypt -des3 RSA",
                "cms -encrypt -aes128 RSA",
                "cms -encrypt -aes-256-gcm RSA",
                "cms -encrypt -aes256 EC",
                "cms -encrypt -aes-128-gcm EC"
            })
    void weDecryptWhatOpensslEncrypts(String program) throws Exception {
        assumeTrue(Openssl.isThere());
        String[] words = program.split(" ");
        Person bob = keys.person("bob@example.test", words[3]);
        Person other = keys.person("carol@example.test", words[3]);
        Mail encrypted = made(bob, new String[] {words[0], words[1], words[2]}, "");
        assertThat(text(encrypted)).doesNotContain("Hello Bob");

        Mail clear = after(decrypt(other, bob), encrypted);

        assertThat(text(clear)).endsWith("\r\n\r\nHello Bob,\r\nhere I am.\r\n").doesNotContain("pkcs7");
        assertThat(clear.attribute("smime.decrypted")).contains("CN=bob");
        assertThat(clear.message().headers().first("Subject")).contains("hello");
        Mail others = after(decrypt(other), encrypted);
        assertThat(others).isEqualTo(encrypted);
    }

    @Test
    void whatWasChangedOnItsWayIsBad() throws Exception {
        Mail signed = after(sign(keys.person("ann@example.test", "RSA")), mail(TEXT));
        Mail changed = mail(text(signed).replace("From here on", "From there on"));

        Mail checked = after(check(true), changed);

        assertThat(checked.attribute("smime.signature")).contains("bad");
        assertThat(checked.message()).isSameAs(changed.message());
    }

    @Test
    void whoSignsForSomebodyElseIsNotTrusted() throws Exception {
        Person eve = keys.person("eve@example.test", "RSA");
        Mail signed = after(sign(Optional.of("eve@example.test"), eve), mail(TEXT));

        assertThat(after(check(true), signed).attribute("smime.signature")).contains("untrusted");
        Mail two = mail(TEXT.replace("From: Ann <ann@", "From: eve@example.test, Ann <ann@"));
        Mail signedForTwo = after(sign(Optional.of("eve@example.test"), eve), two);
        assertThat(after(check(true), signedForTwo).attribute("smime.signature"))
                .contains("untrusted");
        // Without being told to, she does not sign for Ann.
        Mail anns = mail(TEXT);
        assertThat(after(sign(eve), anns)).isEqualTo(anns);
    }

    @Test
    void anAuthorityThatIsNotTrustedDoesNotCount() throws Exception {
        Mail signed = after(sign(new Keys(folder).person("ann@example.test", "RSA")), mail(TEXT));

        Mail checked = after(check(true), signed);

        assertThat(checked.attribute("smime.signature")).contains("untrusted");
        assertThat(checked.message()).isSameAs(signed.message());
        assertThat(after(new SMIMECheckSignature(config(Optional.empty(), true)), signed)
                        .attribute("smime.signature"))
                .contains("untrusted");
    }

    @Test
    void whatIsSignedIsNotSignedAgainAndAnAttributeFromElsewhereIsNotBelieved() throws Exception {
        SMIMESign mailet = sign(keys.person("ann@example.test", "RSA"));
        Mail signed = after(mailet, mail(TEXT));
        assertThat(after(mailet, signed)).isEqualTo(signed);

        Mail lie = mail(TEXT).withAttribute("smime.signature", "trusted").withAttribute("smime.decrypted", "CN=eve");
        assertThat(after(check(true), lie).attribute("smime.signature")).isEmpty();
        assertThat(after(decrypt(keys.person("bob@example.test", "RSA")), lie).attribute("smime.decrypted"))
                .isEmpty();
    }

    @Test
    void rubbishIsBadAndGoesOn() throws Exception {
        for (String type : new String[] {
            "application/pkcs7-mime; smime-type=enveloped-data", "application/pkcs7-mime; smime-type=signed-data"
        }) {
            Mail rubbish = mail("From: a@example.test\nContent-Type: " + type
                    + "\nContent-Transfer-Encoding: base64\n\nMIIBAAAA\n");
            assertThat(after(check(true), rubbish).attribute("smime.signature")).contains("bad");
            assertThat(after(decrypt(keys.person("bob@example.test", "RSA")), rubbish))
                    .isEqualTo(rubbish);
        }
    }

    @Test
    void aKeyStoreThatIsOfNoUseIsRefused() throws Exception {
        Person ann = keys.person("ann@example.test", "RSA");

        assertThatThrownBy(() -> sign(folder.resolve("none.p12"), PASSWORD, Optional.empty()))
                .hasMessageContaining("none.p12");
        assertThatThrownBy(() -> sign(keys.store(ann), new Secret("wrong"), Optional.empty()))
                .hasMessageContaining("password");
        assertThatThrownBy(() -> sign(Optional.of("nobody"), ann)).hasMessageContaining("no private key named nobody");
        assertThatThrownBy(() -> new SMIMECheckSignature(config(Optional.of(keys.store(ann)), true)))
                .hasMessageContaining("no trusted certificate");
    }

    @Test
    void aServerSignsInItsOwnNameAndSaysWhatThatMeans() throws Exception {
        Mail mail = mail(TEXT).withReversePath(ReversePath.of(MailAddress.parse("ann@example.test")));
        Mail signed = after(serverSign(keys.person("server@example.test", "RSA"), Optional.empty()), mail);

        assertThat(signed.message().headers().first("From").orElseThrow())
                .contains("ann@example.test", "<server@example.test>");
        assertThat(signed.message().headers().first("Reply-To")).contains("Ann <ann@example.test>");
        assertThat(after(check(false), signed).attribute("smime.signature")).contains("trusted");
        MimeEntity explained =
                MimeEntity.of(signed.message()).children().getFirst().children().getLast();
        assertThat(explained.fileName()).contains("SignatureExplanation.txt");
        assertThat(explained.text(signed.message().content(), 10_000))
                .contains("The Server <server@example.test> for ann@example.test\r\n")
                .contains("To: bob@example.test\r\n");
        if (Openssl.isThere()) {
            assertThat(Openssl.run(folder, "cms", "-verify", "-in", written(signed), "-CAfile", keys.authorityPem()))
                    .containsIgnoringCase("verification successful");
        }
    }

    @Test
    void aServerSignsForThePostmasterOnlyWhereItIsTold() throws Exception {
        Person server = keys.person("server@example.test", "RSA");
        Mail mail = mail(TEXT).withReversePath(ReversePath.of(SERVER.postmaster()));

        assertThat(after(serverSign(server, Optional.empty()), mail).message()).isSameAs(mail.message());
        assertThat(after(serverSign(server, Optional.of(true)), mail).message()).isNotSameAs(mail.message());
    }

    private Mail made(Person person, String[] command, String keyOption) throws Exception {
        Path plain = Files.writeString(
                folder.resolve("plain.txt"), "Content-Type: text/plain\r\n\r\nHello Bob,\r\nhere I am.\r\n");
        Path out = folder.resolve("made.eml");
        Object[] arguments = new Object[command.length + (keyOption.isEmpty() ? 5 : 7)];
        int end = 0;
        boolean signs = !keyOption.isEmpty();
        for (String word : command) {
            arguments[end++] = word;
        }
        if (signs) {
            arguments[end++] = Keys.certificatePem(keys, person);
            arguments[end++] = keyOption;
            arguments[end++] = Keys.keyPem(keys, person);
        }
        arguments[end++] = "-in";
        arguments[end++] = plain;
        arguments[end++] = "-out";
        arguments[end++] = out;
        if (!signs) {
            arguments[end++] = Keys.certificatePem(keys, person);
        }
        Openssl.run(folder, arguments);
        return mail("From: ann@example.test\nSubject: hello\n" + Files.readString(out));
    }

    private SMIMESign sign(Person... people) throws Exception {
        return sign(Optional.empty(), people);
    }

    private SMIMESign sign(Optional<String> alias, Person... people) throws Exception {
        return sign(keys.store(people), PASSWORD, alias);
    }

    private static SMIMESign sign(Path store, Secret password, Optional<String> alias) {
        return new SMIMESign(
                new SMIMESign.Config(
                        store,
                        password,
                        "PKCS12",
                        alias,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty()),
                SERVER);
    }

    // As Apache James signs: with one key, for everybody.
    private SMIMESign serverSign(Person server, Optional<Boolean> postmasterSigns) throws Exception {
        return new SMIMESign(
                new SMIMESign.Config(
                        keys.store(server),
                        PASSWORD,
                        "PKCS12",
                        Optional.of(server.address()),
                        Optional.empty(),
                        postmasterSigns,
                        true,
                        Optional.of("The Server"),
                        Optional.of("[signerName] <[signerAddress]> for [reversePath]\n[headers]")),
                SERVER);
    }

    private SMIMEDecrypt decrypt(Person... people) throws Exception {
        return new SMIMEDecrypt(new SMIMEDecrypt.Config(
                keys.store(people), PASSWORD, "PKCS12", Optional.empty(), Optional.empty(), "smime.decrypted"));
    }

    private SMIMECheckSignature check(boolean strip) throws Exception {
        return new SMIMECheckSignature(config(Optional.of(keys.trust()), strip));
    }

    private static SMIMECheckSignature.Config config(Optional<Path> trust, boolean strip) {
        return new SMIMECheckSignature.Config(trust, Optional.of(PASSWORD), "PKCS12", strip, true, "smime.signature");
    }

    private static Mail mail(String text) {
        return TestMail.from("ann@example.test")
                .to("bob@example.test")
                .text(text)
                .build();
    }

    private static Mail after(Mailet mailet, Mail mail) throws Exception {
        return ((Outcome.Continue) mailet.service(mail)).mail();
    }

    private Path written(Mail mail) throws Exception {
        Path file = Files.createTempFile(folder, "mail", ".eml");
        return Files.write(file, octets(mail.message().content()));
    }

    private static String text(Mail mail) throws Exception {
        return new String(octets(mail.message().content()), StandardCharsets.UTF_8);
    }

    private static byte[] octets(Content content) throws Exception {
        return content.readAll(1 << 20);
    }
}
