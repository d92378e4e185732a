package org.postrider.kernel.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignHashTest {
    // By doveadm pw, openssl passwd and Python's crypt, of the password "secret".
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{SHA512-CRYPT}$6$tBV7ET7VbtrXb8MD$nCl5GrGl7zO5dHcxY3U.FNIazO4gYrqpBkqU5S3osbEcesdqCMI42Bhl8sMvhVNX4gK3xkPwjK3ZxgYOkI5l/.",
                "{SHA256-CRYPT}$5$FbhaBJSZqTONOWgJ$bQv4OZclsuU1UvSrk5iwi6eutz2BYJTMSFgE/K6NOc3",
                "{BLF-CRYPT}$2y$05$TWsotMWk41K74/pL/iEmW.yWBvpt4141ybq4MDDhtQ1s56IfAyxuO",
                "{MD5-CRYPT}$1$VQHj7FdS$eN.jt86IjmlU07leyhQhJ1",
                "{SSHA}bYwOCNIjVD3UMDPZWTwy5Ddsgr2dHxNA",
                "{SSHA256}r7iyYHK74Wu9kS62FB35KLkoyxLnILX2OIRwA9g23DzN6xiC",
                "{SSHA512}HzYZEvhSHwH33l1zdP6U6F+s5DGusvZSyZE/KyYX2UPkNhF8fl1Lg1fkDC/IQc8SKAQSjJZSIp10GsPdG96e7ff2PpE=",
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$j4Kp0prz43A8dpQkEmazVw$07/AdfGzucbbVdx02DPP32GeCQP678GFoseSgosReMo",
                "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
                "$5$z05XufoC0Zo9oeBa$.xFoTKcTuskDn34Q69mbQ8w86yeEJbyDcQE395v6tD3"
            })
    void aPasswordIsRecognisedInTheFormsOfOtherServers(String hash) {
        PasswordHash parsed = PasswordHash.parse(hash).orElseThrow();
        assertThat(parsed.matches("secret")).isTrue();
        assertThat(parsed.matches("Secret")).isFalse();
        assertThat(parsed.matches("")).isFalse();
        assertThat(parsed.isOurs()).isEqualTo(hash.startsWith("{ARGON2ID}"));
        assertThat(parsed).hasToString(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{PLAIN}secret",
                "{SSHA}c2hvcnQ=",
                "{SSHA}***",
                "{BLF-CRYPT}$2y$31$eO1zT1RUPgHNG3RCqoTZKemYyyzXBBHN7DGHVR0aUMhVzFF1f5IyC",
                "$6$rounds=999999999$saltsalt$mTojW/P8jbsiafjfQSvt84m",
                "{SHA512-CRYPT}$6$saltsalt$short"
            })
    void whatIsPlainOrDamagedOrWouldTakeForEverIsNoHash(String text) {
        assertThat(PasswordHash.parse(text)).isEmpty();
    }

    @Test
    void ourOwnFormIsOurs() {
        assertThat(PasswordHash.parse(PasswordHash.of("secret").toString()))
                .hasValueSatisfying(hash -> assertThat(hash.isOurs()).isTrue());
    }
}
