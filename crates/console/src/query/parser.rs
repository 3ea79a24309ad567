//! Tokens into a tree: operators by how strongly they bind.

use super::lexer::{Kind, STOPS, Token, Unreadable, tokens};
use super::tree::{Comparison, Tree};

type Result<T> = std::result::Result<T, Unreadable>;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

/// Reads a whole expression.
pub(super) fn parse(text: &str) -> Result<Tree> {
    if text.is_empty() {
        let message = "Invalid JMESPath expression: cannot be empty.".to_owned();
        return Err(Unreadable { message, column: 0 });
    }
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0 };
    let tree = parser.expression(0)?;
    if parser.kind() != Kind::End {
        let token = parser.token().clone();
        return Err(parser.refuse(&token, &format!("Unexpected token: {}", token.text)));
    }
    Ok(tree)
}

impl Parser<'_> {
    fn token(&self) -> &Token {
        // The end's token is never passed.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn after(&self) -> Kind {
        self.tokens.get(self.at + 1).map_or(Kind::End, |token| token.kind)
    }

    fn advance(&mut self) -> Token {
        let token = self.token().clone();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn refuse(&self, token: &Token, reason: &str) -> Unreadable {
        let column = token.start;
        let message = format!(
            "{reason}: Parse error at column {column}, token \"{}\" ({}), for expression:\n\"{}\"\n{}^",
            token.text,
            token.kind.name().to_ascii_uppercase(),
            self.text,
            " ".repeat(column + 1)
        );
        Unreadable { message, column }
    }

    fn incomplete(&self) -> Unreadable {
        let column = self.text.chars().count();
        let message = format!(
            "Invalid jmespath expression: Incomplete expression:\n\"{}\"\n{}^",
            self.text,
            " ".repeat(column + 1)
        );
        Unreadable { message, column }
    }

    fn unexpected(&self, expected: &str) -> Unreadable {
        if self.kind() == Kind::End {
            return self.incomplete();
        }
        let token = self.token().clone();
        self.refuse(&token, &format!("Expecting: {expected}, got: {}", token.kind.name()))
    }

    fn expect(&mut self, kind: Kind) -> Result<()> {
        if self.kind() != kind {
            return Err(self.unexpected(kind.name()));
        }
        self.at += 1;
        Ok(())
    }

    fn expression(&mut self, power: u32) -> Result<Tree> {
        let token = self.advance();
        let mut left = self.first(token)?;
        while power < self.kind().power() {
            let token = self.advance();
            left = self.next(left, &token)?;
        }
        Ok(left)
    }

    /// What can begin an expression.
    fn first(&mut self, token: Token) -> Result<Tree> {
        match token.kind {
            Kind::Literal => Ok(token.value.map_or(Tree::Current, Tree::Literal)),
            Kind::Identifier => Ok(Tree::Field(token.text)),
            Kind::Quoted => {
                if self.kind() == Kind::LeftParen {
                    let parenthesis = Token { start: 0, ..self.token().clone() };
                    return Err(
                        self.refuse(&parenthesis, "Quoted identifier not allowed for function names.")
                    );
                }
                Ok(Tree::Field(token.text))
            }
            Kind::Star => {
                let right = if self.kind() == Kind::RightBracket {
                    Tree::Current
                } else {
                    self.projected(Kind::Star.power())?
                };
                Ok(Tree::Values(Box::new((Tree::Current, right))))
            }
            Kind::Filter => self.filter(Tree::Current),
            Kind::LeftBrace => self.object(),
            Kind::LeftParen => {
                let inner = self.expression(0)?;
                self.expect(Kind::RightParen)?;
                Ok(inner)
            }
            Kind::Flatten => {
                let right = self.projected(Kind::Flatten.power())?;
                Ok(Tree::Projection(Box::new((Tree::Flatten(Box::new(Tree::Current)), right))))
            }
            Kind::Not => Ok(Tree::Not(Box::new(self.expression(Kind::Not.power())?))),
            Kind::LeftBracket => match (self.kind(), self.after()) {
                (Kind::Number | Kind::Colon, _) => self.index(Tree::Current),
                (Kind::Star, Kind::RightBracket) => {
                    self.at += 2;
                    let right = self.projected(Kind::Star.power())?;
                    Ok(Tree::Projection(Box::new((Tree::Current, right))))
                }
                _ => self.list(),
            },
            Kind::Current => Ok(Tree::Current),
            Kind::Reference => Ok(Tree::Reference(Box::new(self.expression(Kind::Reference.power())?))),
            Kind::End => Err(self.incomplete()),
            _ => Err(self.refuse(&token, "invalid token")),
        }
    }

    /// What can follow `left`.
    fn next(&mut self, left: Tree, token: &Token) -> Result<Tree> {
        let comparison = match token.kind {
            Kind::Equal => Some(Comparison::Equal),
            Kind::Unequal => Some(Comparison::Unequal),
            Kind::Less => Some(Comparison::Less),
            Kind::LessOrEqual => Some(Comparison::LessOrEqual),
            Kind::Greater => Some(Comparison::Greater),
            Kind::GreaterOrEqual => Some(Comparison::GreaterOrEqual),
            _ => None,
        };
        if let Some(comparison) = comparison {
            return Ok(Tree::Compare(comparison, Box::new((left, self.expression(token.kind.power())?))));
        }
        match token.kind {
            Kind::Dot if self.kind() == Kind::Star => {
                self.at += 1;
                let right = self.projected(Kind::Dot.power())?;
                Ok(Tree::Values(Box::new((left, right))))
            }
            Kind::Dot => {
                let right = self.behind_dot(Kind::Dot.power())?;
                Ok(chain(left, right))
            }
            Kind::Pipe => {
                let right = self.expression(Kind::Pipe.power())?;
                Ok(Tree::Chain(vec![left, right]))
            }
            Kind::Or => Ok(Tree::Or(Box::new((left, self.expression(Kind::Or.power())?)))),
            Kind::And => Ok(Tree::And(Box::new((left, self.expression(Kind::And.power())?)))),
            Kind::LeftParen => self.function(left),
            Kind::Filter => self.filter(left),
            Kind::Flatten => {
                let right = self.projected(Kind::Flatten.power())?;
                Ok(Tree::Projection(Box::new((Tree::Flatten(Box::new(left)), right))))
            }
            Kind::LeftBracket => {
                if matches!(self.kind(), Kind::Number | Kind::Colon) {
                    return self.index(left);
                }
                self.expect(Kind::Star)?;
                self.expect(Kind::RightBracket)?;
                let right = self.projected(Kind::Star.power())?;
                Ok(Tree::Projection(Box::new((left, right))))
            }
            _ => Err(self.refuse(token, "invalid token")),
        }
    }

    fn function(&mut self, left: Tree) -> Result<Tree> {
        let Tree::Field(name) = left else {
            let before = self.tokens[self.at.saturating_sub(2)].clone();
            let reason = format!("Invalid function name '{}'", before.text);
            return Err(self.refuse(&before, &reason));
        };
        let mut arguments = Vec::new();
        while self.kind() != Kind::RightParen {
            arguments.push(self.expression(0)?);
            if self.kind() == Kind::Comma {
                self.at += 1;
            }
        }
        self.at += 1;
        Ok(Tree::Function(name, arguments))
    }

    fn filter(&mut self, left: Tree) -> Result<Tree> {
        let condition = self.expression(0)?;
        self.expect(Kind::RightBracket)?;
        let right =
            if self.kind() == Kind::Flatten { Tree::Current } else { self.projected(Kind::Filter.power())? };
        Ok(Tree::Filter(Box::new((left, right, condition))))
    }

    /// What stands behind `[`: a number or a slice.
    fn index(&mut self, left: Tree) -> Result<Tree> {
        let number = |token: &Token| token.text.parse::<i64>().unwrap_or(i64::MAX);
        if self.kind() == Kind::Number && self.after() != Kind::Colon {
            let index = number(&self.advance());
            self.expect(Kind::RightBracket)?;
            return Ok(chain(left, Tree::Index(index)));
        }
        let mut parts = [None; 3];
        let mut part = 0;
        while self.kind() != Kind::RightBracket {
            let token = self.token().clone();
            match token.kind {
                Kind::Colon if part < 2 => part += 1,
                Kind::Number => parts[part] = Some(number(&token)),
                _ => return Err(self.refuse(&token, "syntax error")),
            }
            self.at += 1;
        }
        self.at += 1;
        let right = self.projected(Kind::Star.power())?;
        Ok(Tree::Projection(Box::new((chain(left, Tree::Slice(parts)), right))))
    }

    fn list(&mut self) -> Result<Tree> {
        let mut elements = Vec::new();
        loop {
            elements.push(self.expression(0)?);
            if self.kind() == Kind::RightBracket {
                break;
            }
            self.expect(Kind::Comma)?;
        }
        self.at += 1;
        Ok(Tree::List(elements))
    }

    fn object(&mut self) -> Result<Tree> {
        let mut members = Vec::new();
        loop {
            if !matches!(self.kind(), Kind::Quoted | Kind::Identifier) {
                return Err(self.unexpected("['quoted_identifier', 'unquoted_identifier']"));
            }
            let name = self.advance().text;
            self.expect(Kind::Colon)?;
            members.push((name, self.expression(0)?));
            match self.kind() {
                Kind::Comma => self.at += 1,
                Kind::RightBrace => {
                    self.at += 1;
                    return Ok(Tree::Object(members));
                }
                _ => {}
            }
        }
    }

    /// What a projection does with each element.
    fn projected(&mut self, power: u32) -> Result<Tree> {
        match self.kind() {
            kind if kind.power() < STOPS => Ok(Tree::Current),
            Kind::LeftBracket | Kind::Filter => self.expression(power),
            Kind::Dot => {
                self.at += 1;
                self.behind_dot(power)
            }
            _ => {
                let token = self.token().clone();
                Err(self.refuse(&token, "syntax error"))
            }
        }
    }

    fn behind_dot(&mut self, power: u32) -> Result<Tree> {
        match self.kind() {
            Kind::Quoted | Kind::Identifier | Kind::Star => self.expression(power),
            Kind::LeftBracket => {
                self.at += 1;
                self.list()
            }
            Kind::LeftBrace => {
                self.at += 1;
                self.object()
            }
            kind => {
                let token = self.token().clone();
                let expected = "['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace']";
                Err(self.refuse(&token, &format!("Expecting: {expected}, got: {}", kind.name())))
            }
        }
    }
}

/// `right` on what `left` finds; long paths stay flat.
fn chain(left: Tree, right: Tree) -> Tree {
    match left {
        Tree::Chain(mut steps) => {
            steps.push(right);
            Tree::Chain(steps)
        }
        Tree::Current => right,
        left => Tree::Chain(vec![left, right]),
    }
}
