/// Users in a database: [org.postrider.directory.sql.SqlDirectory]. Without queries of the administrator it keeps
/// them in a
/// table of its own, which it makes; with them it reads the tables of another mail server, and changes nothing
/// there but
/// what it is given a query for.
@NullMarked
package org.postrider.directory.sql;

import org.jspecify.annotations.NullMarked;
