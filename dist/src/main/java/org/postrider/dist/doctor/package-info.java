/// `postrider doctor`: [org.postrider.dist.doctor.Doctor] lets each [org.postrider.dist.doctor.Check] look at a home,
/// at
/// what the world sees of it, and at the server where one runs. A check only looks: it changes nothing and sends no
/// mail.
@NullMarked
package org.postrider.dist.doctor;

import org.jspecify.annotations.NullMarked;
