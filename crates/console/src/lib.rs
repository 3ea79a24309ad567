//! Other notations of the same requests: AWS CLI in, printed output and completion out.
