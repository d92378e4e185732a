package org.postrider.imap;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Messages that transcripts name.
final class Samples {
    private static final String LUNCH = """
            From: Alice <alice@example.org>
            To: bob@example.test
            Subject: Lunch
            Date: Sat, 1 Mar 2025 10:00:00 +0100
            Message-ID: <lunch@example.org>

            Shall we eat?
            """;

    private static final String KAFFEE = """
            From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>
            To: bob@example.test
            Subject: =?iso-8859-1?q?Kaffee_f=FCr_alle?=
            Date: Mon, 3 Feb 2025 23:30:00 -0800
            MIME-Version: 1.0
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Der Kaffee ist fertig, ganz hei=DF.
            """;

    private static final String PARTS = """
            From: Carol <carol@example.test>
            To: Team: bob@example.test, "D. Duck" <duck@example.test>;, eve@example.test
            Subject: Parts
            Date: Wed, 15 Jan 2025 09:00:00 +0000
            Message-ID: <parts@example.test>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="outer"

            preamble
            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=us-ascii

            plain words
            --inner
            Content-Type: text/html; charset=us-ascii

            <p>html words</p>
            --inner--
            --outer
            Content-Type: message/rfc822

            From: dan@example.org
            Subject: Inside
            Content-Type: multipart/mixed; boundary=deep

            --deep

            deep one
            --deep
            Content-Type: application/octet-stream; name=a.bin
            Content-Disposition: attachment; filename=a.bin
            Content-Transfer-Encoding: base64

            AAECAw==
            --deep--
            --outer--
            epilogue
            """;

    private static final String ODD = """
            this is no header

            and this no body, perhaps
            """;

    private static final Map<String, String> ALL = Map.of("lunch", LUNCH, "kaffee", KAFFEE, "parts", PARTS, "odd", ODD);

    private Samples() {}

    static byte[] octets(String name) {
        String text = ALL.get(name);
        if (text == null) {
            throw new IllegalArgumentException("there is no sample " + name);
        }
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
