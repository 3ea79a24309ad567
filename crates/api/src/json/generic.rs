//! Collections within collections, which the service can't make of anything else.

/// What the service's machine says of a scalar where an element should be a list or a map: a type with parameters, which
/// it takes for a class.
#[cold]
#[inline(never)]
pub(super) fn no_class() -> String {
    const TYPE: &str = "sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl";
    format!(
        "class {TYPE} cannot be cast to class java.lang.Class ({TYPE} and java.lang.Class are in module java.base of \
         loader 'bootstrap')"
    )
}
