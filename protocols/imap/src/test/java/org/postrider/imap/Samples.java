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

    private static final String PLAN = """
            From: "Zoe" <ann@example.org>
            To: Team <team@example.test>
            Cc: cora@example.org
            Subject: [list] The plan
            Date: Tue, 4 Mar 2025 10:00:00 +0000
            Message-ID: <plan@example.org>

            one
            """;

    private static final String PLAN_REPLY = """
            From: =?utf-8?q?=C3=84nne?= <zed@example.org>
            To: ann@example.org
            Cc: bert@example.org
            Subject: Re: [list] the PLAN
            Date: Tue, 4 Mar 2025 12:00:00 +0100
            Message-ID: <reply@example.org>
            References: <plan@example.org>

            two
            """;

    private static final String PLAN_AGAIN = """
            From: mike@example.org
            To: "bea" <ann@example.org>
            Subject: =?utf-8?q?Fwd:_Re:_the_plan?= (fwd)
            Date: Tue, 4 Mar 2025 09:30:00 -0300
            Message-ID: <again@example.org>
            In-Reply-To: <reply@example.org>

            three
            """;

    private static final String LOST_ONE = """
            From: lost@example.org
            Subject: Another thing
            Date: Wed, 5 Mar 2025 10:00:00 +0000
            Message-ID: <lost1@example.org>
            References: <missing@example.org>

            four
            """;

    private static final String LOST_TWO = """
            From: lost@example.org
            Subject: Something else
            Date: Mon, 3 Mar 2025 10:00:00 +0000
            Message-ID: <lost2@example.org>
            References: <missing@example.org>

            five
            """;

    private static final String MINUTES = """
            From: Mary <mary@example.org>
            Subject: Minutes of our meetings
            Date: Thu, 6 Mar 2025 10:00:00 +0000
            Message-ID: <minutes@example.org>

            This is what we said and what they have planned for all of us:
            she will not be there before the others are.
            """;

    private static final Map<String, String> ALL = Map.of(
            "lunch", LUNCH,
            "kaffee", KAFFEE,
            "parts", PARTS,
            "odd", ODD,
            "plan", PLAN,
            "plan-reply", PLAN_REPLY,
            "plan-again", PLAN_AGAIN,
            "lost-one", LOST_ONE,
            "lost-two", LOST_TWO,
            "minutes", MINUTES);

    private Samples() {}

    static byte[] octets(String name) {
        String text = ALL.get(name);
        if (text == null) {
            throw new IllegalArgumentException("there is no sample " + name);
        }
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
