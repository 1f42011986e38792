//! Lists of wrong readings.

/// Wrong readings of one page, and the list of all of them. Those that stand for another list are not in it.
macro_rules! wrong_readings {
    (
        $(#[$about:meta])*
        $name:ident {
            $($(#[$what:meta])* $reading:ident,)*
        }
        $(and those with a page of their own {
            $($(#[$whose:meta])* $page:ident($readings:ty),)*
        })?
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$what])* $reading,)*
            $($($(#[$whose])* $page($readings),)*)?
        }

        impl $name {
            /// All of them that stand for themselves.
            pub const ALL: &[$name] = &[$($name::$reading,)*];
        }
    };
}
