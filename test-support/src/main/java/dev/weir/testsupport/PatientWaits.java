// SPDX-License-Identifier: Apache-2.0
package dev.weir.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets the defaults of Awaitility for all tests of a module. JUnit finds this class in {@code META-INF/services}.
 *
 * <p>A condition may take a minute, because a machine may be busy. It is looked at often, because most are soon true.
 */
public final class PatientWaits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }
}
